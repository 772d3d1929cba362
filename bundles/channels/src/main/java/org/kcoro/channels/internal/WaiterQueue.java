// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

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

    /** Takes the one that waits longest, or answers null. */
    Waiter<E> poll() {
        Waiter<E> waiter = first;
        if (waiter != null) {
            remove(waiter);
        }
        return waiter;
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
}
