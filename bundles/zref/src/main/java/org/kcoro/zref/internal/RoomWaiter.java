// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import org.kcoro.scheduler.Parker;

/**
 * One that waits for a block. Its outcome is changed under the region's lock, by whoever takes it
 * out of its queue.
 */
final class RoomWaiter {

    enum Outcome {
        /** In its queue. */
        WAITING,
        /** A lease has begun for it. */
        GRANTED,
        /** The region is being unregistered. */
        REFUSED,
        WITHDRAWN
    }

    final Parker parker;
    final long length;

    /** The slot of its lease once it is granted. */
    int slot = SlotTable.NONE;

    volatile Outcome outcome = Outcome.WAITING;

    /** Neighbours in the queue; the queue's. */
    RoomWaiter previous;

    /** Also the next one to wake, after it has left the queue. */
    RoomWaiter next;

    RoomWaiter(Parker parker, long length) {
        this.parker = parker;
        this.length = length;
    }

    /** Wakes those that were taken out of a queue; null is none. */
    static void wake(RoomWaiter first) {
        for (RoomWaiter waiter = first; waiter != null; waiter = waiter.next) {
            waiter.parker.unpark();
        }
    }
}
