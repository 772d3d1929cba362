// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

/**
 * Why a coroutine or thread waits, for dumps and reports. Made once by what is waited for, such as
 * a channel, not for each wait.
 *
 * @param kind what it does, such as {@code send}
 * @param label what it waits for, such as {@code channel lines}
 */
public record WaitReason(String kind, String label) {

    @Override
    public String toString() {
        return kind + ": " + label;
    }
}
