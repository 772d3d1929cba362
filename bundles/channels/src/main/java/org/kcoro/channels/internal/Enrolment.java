// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.Clause;
import org.kcoro.channels.Selection;
import org.kcoro.channels.SendClause;

/** What the clauses of a channel in this JVM have in common: each has a waiter, which enrols. */
final class Enrolment<E> {

    /** For all rounds of the clause. */
    final Waiter<E> waiter;

    private final LocalChannel<E> channel;
    private final ChannelState<E> state;

    /**
     * @param reserving whether the clause reserves
     */
    Enrolment(LocalChannel<E> channel, Clause clause, boolean reserving) {
        this.channel = channel;
        this.state = channel.state();
        E into = clause instanceof SendClause ? null : state.newFlyweight();
        this.waiter = Waiter.of(clause, reserving, into);
    }

    /**
     * Receives or reserves, or enqueues the waiter.
     *
     * @param selection the round, or null to try only
     */
    Attempt receive(Selection selection) {
        if (selection != null) {
            channel.waits().receivers().note(selection.parker());
        }
        state.lock.lock();
        try {
            if (waiter.reserving) {
                state.reservations.reserve(waiter, selection);
            } else {
                waiter.element = state.receive(waiter.into, selection);
            }
            if (waiter.element != null) {
                return Attempt.DONE;
            }
            if (state.isDrained()) {
                return Attempt.CLOSED;
            }
            if (selection != null) {
                waiter.selection = selection;
                state.enqueueReceiver(waiter);
            }
            return Attempt.NOT_NOW;
        } finally {
            channel.unlockAndWake();
        }
    }

    /** Sends as {@link #receive} receives. */
    Attempt send(Selection selection) {
        if (selection != null) {
            channel.waits().senders().note(selection.parker());
        }
        state.lock.lock();
        try {
            Attempt attempt = state.send(waiter.element, waiter.size, selection);
            if (attempt != Attempt.NOT_NOW || selection == null) {
                return attempt;
            }
            waiter.selection = selection;
            return state.enqueueSender(waiter);
        } finally {
            channel.unlockAndWake();
        }
    }

    /** Takes the waiter of a clause that was not chosen out of its queue, if it is there. */
    void withdraw() {
        state.lock.lock();
        try {
            state.withdrawClause(waiter, waiter.sends ? state.senders : state.receivers);
        } finally {
            state.lock.unlock();
        }
    }

    IllegalStateException notChosen(String done) {
        return new IllegalStateException(
                channel + ": its clause has " + done + " nothing in the last round");
    }
}
