// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/**
 * Sends an element when it is chosen. It takes part in a round only when it has an element, and
 * gives it away when it is chosen; otherwise it keeps it for the next round.
 *
 * @param <E> the type of the element
 */
public abstract non-sealed class SendClause<E> extends Clause {

    /** For implementations of channels. */
    protected SendClause(Channel<E> channel) {
        super(channel);
    }

    /**
     * Sets what to send.
     *
     * @param element null to send nothing
     * @return this
     */
    public abstract SendClause<E> element(E element);

    /** Whether there is something to send. */
    protected abstract boolean hasElement();

    @Override
    final boolean isReady() {
        return super.isReady() && hasElement();
    }
}
