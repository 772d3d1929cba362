// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/**
 * What is done with each element that is received. It may wait.
 *
 * @param <E> the type of the elements
 * @param <X> what it throws besides
 */
@FunctionalInterface
public interface ElementAction<E, X extends Exception> {

    /** Does it with one element, which it owns. */
    void on(E element) throws X, InterruptedException;
}
