// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Those that watch one channel. Guarded by the channel's lock. */
final class RoomWatches {

    private final List<RoomWatch> watches = new ArrayList<>(1);

    boolean isEmpty() {
        return watches.isEmpty();
    }

    void add(RoomWatch watch) {
        watches.add(watch);
    }

    /** Withdraws one; without effect when it was told. */
    void remove(RoomWatch watch) {
        watches.remove(watch);
    }

    /**
     * Takes those that are to be told, linked by {@link RoomWatch#nextFired}.
     *
     * @param room whether the channel would take an element
     * @return null when there is none
     */
    RoomWatch take(boolean closed, boolean room) {
        if (!closed && !room) {
            return null;
        }
        RoomWatch first = null;
        RoomWatch last = null;
        for (Iterator<RoomWatch> all = watches.iterator(); all.hasNext(); ) {
            RoomWatch watch = all.next();
            if (!closed && !watch.forRoom) {
                continue;
            }
            all.remove();
            if (last == null) {
                first = watch;
            } else {
                last.nextFired = watch;
            }
            last = watch;
        }
        return first;
    }
}
