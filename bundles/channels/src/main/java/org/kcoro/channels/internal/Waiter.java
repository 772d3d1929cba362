// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/**
 * A sender or receiver that waits in a channel. Its outcome is set once, under the channel's lock,
 * by whoever takes it out of the queue.
 */
final class Waiter<E> {

    enum Outcome {
        WAITING,
        TRANSFERRED,
        CLOSED,
        WITHDRAWN
    }

    final Parker parker = Parker.current();

    /** What a sender gives, or a receiver was given. */
    E element;

    /** The size of {@link #element} in bytes. */
    long size;

    /** Neighbours in the queue; the queue's. */
    Waiter<E> previous;

    Waiter<E> next;

    private volatile Outcome outcome = Outcome.WAITING;

    /** For a receiver. */
    Waiter() {}

    /** For a sender. */
    Waiter(E element, long size) {
        this.element = element;
        this.size = size;
    }

    Outcome outcome() {
        return outcome;
    }

    void end(Outcome outcome) {
        this.outcome = outcome;
    }

    /** Parks once: until woken, or until a deadline unless that is {@link LocalChannel#NEVER}. */
    void park(WaitReason reason, long deadlineNanos) {
        if (deadlineNanos == LocalChannel.NEVER) {
            parker.park(reason);
        } else {
            parker.parkUntil(reason, deadlineNanos);
        }
    }

    boolean isPast(long deadlineNanos) {
        return deadlineNanos != LocalChannel.NEVER && deadlineNanos - parker.nanoTime() <= 0;
    }
}
