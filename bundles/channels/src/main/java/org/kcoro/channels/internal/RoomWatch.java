// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import org.kcoro.scheduler.Parker;

/**
 * One that waits outside the queues of a channel until it might take an element, or is closed. It
 * is told once, tries again, and watches again. Guarded by the channel's lock.
 */
final class RoomWatch {

    /** Who waits. */
    final Parker parker;

    /** Whether room wakes it; the close always does. */
    final boolean forRoom;

    /** The next one to tell, after the lock. */
    RoomWatch nextFired;

    RoomWatch(Parker parker, boolean forRoom) {
        this.parker = parker;
        this.forRoom = forRoom;
    }

    /** Tells it, and those behind it. Outside the lock. */
    static void tell(RoomWatch first) {
        for (RoomWatch watch = first; watch != null; ) {
            RoomWatch next = watch.nextFired;
            watch.nextFired = null;
            watch.parker.unpark();
            watch = next;
        }
    }
}
