// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

/**
 * What a {@link NativeCoroutines} has counted, at one moment.
 *
 * @param opened coroutines opened so far
 * @param ended those whose function has returned
 * @param closed those closed before that; {@code opened - ended - closed} are open
 * @param stacks stacks that were made, in use or not; those in use are as many as are open
 * @param mappedBytes address space of all stacks with their guards; memory is used where a stack
 *     was touched
 */
public record NativeCounters(long opened, long ended, long closed, long stacks, long mappedBytes) {

    /** How many are open: each has a stack. */
    public long open() {
        return opened - ended - closed;
    }
}
