// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/**
 * What a stage of a pipeline makes of an element.
 *
 * @param <A> the type of what comes in
 * @param <B> the type of what goes out
 */
@FunctionalInterface
public interface ElementMapper<A, B> {

    /**
     * Makes an element of another one. It may wait.
     *
     * @return not null
     */
    B apply(A element) throws Exception;
}
