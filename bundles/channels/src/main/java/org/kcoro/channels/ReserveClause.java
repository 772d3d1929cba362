// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/**
 * Reserves an element when it is chosen, for a commit or an abort.
 *
 * @param <E> the type of the element
 */
public abstract non-sealed class ReserveClause<E> extends Clause {

    /** For implementations of channels. */
    protected ReserveClause(Channel<E> channel) {
        super(channel);
    }

    /**
     * What it has reserved in the last round; the caller ends it.
     *
     * @throws IllegalStateException when it was not chosen, or has found its channel closed
     */
    public abstract Reservation<E> reservation();
}
