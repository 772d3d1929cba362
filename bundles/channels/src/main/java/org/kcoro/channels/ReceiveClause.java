// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/**
 * Receives an element when it is chosen.
 *
 * @param <E> the type of the element
 */
public abstract non-sealed class ReceiveClause<E> extends Clause {

    /** For implementations of channels. */
    protected ReceiveClause(Channel<E> channel) {
        super(channel);
    }

    /**
     * What it has received in the last round; the caller owns it.
     *
     * @throws IllegalStateException when it was not chosen, or has found its channel closed
     */
    public abstract E element();
}
