// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import org.kcoro.channels.Selection;

/**
 * Waiters in the order in which they came; any of them can leave. Guarded by the channel's lock.
 */
final class WaiterQueue<E> {

    private Waiter<E> first;
    private Waiter<E> last;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return first == null;
    }

    /** Whether a receiver waits that would take an element at once. */
    boolean hasTaker() {
        Waiter<E> waiter = first;
        while (waiter != null && !waiter.takes()) {
            waiter = waiter.next;
        }
        return waiter != null;
    }

    void add(Waiter<E> waiter) {
        waiter.previous = last;
        if (last == null) {
            first = waiter;
        } else {
            last.next = waiter;
        }
        last = waiter;
        size++;
    }

    /** Returns one to the place where it was when it was taken. */
    void addFirst(Waiter<E> waiter) {
        waiter.next = first;
        if (first == null) {
            last = waiter;
        } else {
            first.previous = waiter;
        }
        first = waiter;
        size++;
    }

    /**
     * The one that waits longest and does not belong to a round; null when there is none.
     *
     * @param self the round of the caller, which cannot meet itself; or null
     */
    Waiter<E> first(Selection self) {
        Waiter<E> waiter = first;
        while (waiter != null && waiter.clause != null && waiter.selection == self) {
            waiter = waiter.next;
        }
        return waiter;
    }

    /**
     * Takes the one that waits longest and can still be served: a plain operation can, a clause
     * only if its round can be claimed. Those that cannot leave the queue.
     *
     * @param self the round of the caller, which cannot meet itself; or null
     * @return null when there is none
     */
    Waiter<E> claimFirst(Selection self) {
        for (Waiter<E> waiter = first(self); waiter != null; waiter = first(self)) {
            remove(waiter);
            if (waiter.clause == null
                    || waiter.selection.claim(waiter.clause) == Selection.Claim.YOURS) {
                return waiter;
            }
            waiter.setOutcome(Waiter.Outcome.WITHDRAWN);
        }
        return null;
    }

    void remove(Waiter<E> waiter) {
        if (waiter.previous == null) {
            first = waiter.next;
        } else {
            waiter.previous.next = waiter.next;
        }
        if (waiter.next == null) {
            last = waiter.previous;
        } else {
            waiter.next.previous = waiter.previous;
        }
        waiter.previous = null;
        waiter.next = null;
        size--;
    }

    /**
     * For tests.
     *
     * @throws AssertionError when neighbours do not know each other, the size is wrong, or one does
     *     not wait any more (K6)
     */
    void checkInvariants() {
        int count = 0;
        Waiter<E> before = null;
        for (Waiter<E> waiter = first; waiter != null; waiter = waiter.next) {
            if (waiter.previous != before) {
                throw new AssertionError("waiter " + count + " does not know the one before it");
            }
            if (waiter.outcome() != Waiter.Outcome.WAITING) {
                throw new AssertionError("K6: one in the queue is " + waiter.outcome());
            }
            before = waiter;
            count++;
        }
        if (last != before || size != count) {
            throw new AssertionError("a queue of " + count + " counts " + size);
        }
    }
}
