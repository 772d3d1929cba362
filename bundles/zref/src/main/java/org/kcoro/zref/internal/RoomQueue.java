// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

/** Those that wait for a block, first come first served. Guarded by the region's lock. */
final class RoomQueue {

    private RoomWaiter first;
    private RoomWaiter last;
    private int size;

    int size() {
        return size;
    }

    RoomWaiter first() {
        return first;
    }

    void add(RoomWaiter waiter) {
        waiter.previous = last;
        if (last == null) {
            first = waiter;
        } else {
            last.next = waiter;
        }
        last = waiter;
        size++;
    }

    /** Takes out one whose wait has ended. */
    void remove(RoomWaiter waiter, RoomWaiter.Outcome outcome) {
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
        waiter.outcome = outcome;
    }

    /**
     * Refuses all.
     *
     * @param others to be woken too, or null
     * @return all of them, to be woken
     */
    RoomWaiter refuseAll(RoomWaiter others) {
        RoomWaiter refused = others;
        while (first != null) {
            RoomWaiter waiter = first;
            remove(waiter, RoomWaiter.Outcome.REFUSED);
            waiter.next = refused;
            refused = waiter;
        }
        return refused;
    }
}
