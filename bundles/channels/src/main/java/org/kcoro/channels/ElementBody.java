// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/**
 * What a worker does with an element that it has received.
 *
 * @param <E> the type of the elements
 */
@FunctionalInterface
public interface ElementBody<E> {

    /** Handles an element. It may wait. */
    void accept(E element) throws Exception;
}
