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

    /**
     * Takes the element back from a counterpart that has reserved it, for the select cannot wait
     * for the outcome. A commit then fails. A channel overrides it where {@link Attempt#HELD}, or a
     * claim for such a counterpart, can be.
     *
     * @return false when the counterpart has decided; then the selection is told
     */
    protected boolean recall() {
        return false;
    }

    @Override
    final boolean isReady() {
        return super.isReady() && hasElement();
    }
}
