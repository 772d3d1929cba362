// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.Clause;
import org.kcoro.channels.Selection;
import org.kcoro.channels.SendClause;
import org.kcoro.scheduler.Parker;

/**
 * A sender or receiver that waits in a channel, for itself or for a clause of a select. Its outcome
 * is changed under the channel's lock, by whoever takes it out of its queue.
 */
final class Waiter<E> {

    enum Outcome {
        /** In its queue. */
        WAITING,
        /** A sender whose element a receiver has reserved; not in the queue. */
        RESERVED,
        TRANSFERRED,
        CLOSED,
        WITHDRAWN
    }

    private static final VarHandle OUTCOME;

    static {
        try {
            OUTCOME = MethodHandles.lookup().findVarHandle(Waiter.class, "outcome", Outcome.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Who waits; null for a clause. */
    final Parker parker;

    /** Of which clause it is; null for a plain operation. */
    final Clause clause;

    /** The current round of the clause. */
    Selection selection;

    /** Whether it is a sender. */
    final boolean sends;

    /** Whether it is a receiver that reserves. */
    final boolean reserving;

    /** What a sender gives, or a receiver was given. */
    E element;

    /**
     * The flyweight that a receiver receives into, where the channel keeps elements by value; else
     * null.
     */
    E into;

    /** The size of {@link #element} in bytes. */
    long size;

    /** For a receiver that reserves: whose element it is while the sender waits; else null. */
    Waiter<E> sender;

    /** Neighbours in the queue; the queue's. */
    Waiter<E> previous;

    Waiter<E> next;

    /** The next one to wake, after the lock. */
    Waiter<E> nextWoken;

    /**
     * Written with release: who decides by it has been ordered behind the write by the wake-up that
     * follows it, and until then looks again.
     */
    private Outcome outcome = Outcome.WAITING;

    private Waiter(Parker parker, Clause clause, boolean sends, boolean reserving) {
        this.parker = parker;
        this.clause = clause;
        this.sends = sends;
        this.reserving = reserving;
    }

    /**
     * One for the caller, which receives.
     *
     * @param into the flyweight to receive into, or null
     */
    static <E> Waiter<E> receiver(boolean reserving, E into) {
        Waiter<E> waiter = new Waiter<>(Parker.current(), null, false, reserving);
        waiter.into = into;
        return waiter;
    }

    /** One for the caller, which sends. */
    static <E> Waiter<E> sender(E element, long size) {
        Waiter<E> waiter = new Waiter<>(Parker.current(), null, true, false);
        waiter.element = element;
        waiter.size = size;
        return waiter;
    }

    /**
     * One for a clause, for all its rounds.
     *
     * @param into the flyweight that a receiver receives into, or null
     */
    static <E> Waiter<E> of(Clause clause, boolean reserving, E into) {
        Waiter<E> waiter = new Waiter<>(null, clause, clause instanceof SendClause, reserving);
        waiter.into = into;
        return waiter;
    }

    /**
     * Whether, as a receiver, it would take an element at once: not after an outcome or a round.
     */
    boolean takes() {
        return !reserving && (clause == null || selection.isWaiting());
    }

    Outcome outcome() {
        return (Outcome) OUTCOME.getAcquire(this);
    }

    void setOutcome(Outcome outcome) {
        OUTCOME.setRelease(this, outcome);
    }

    /** Tells the one that waits how it has ended. Outside the lock, once for each end. */
    void wake() {
        if (clause == null) {
            parker.unpark();
            return;
        }
        switch (outcome()) {
            case TRANSFERRED -> selection.complete(Attempt.DONE);
            case CLOSED -> selection.complete(Attempt.CLOSED);
            default -> selection.retry();
        }
    }
}
