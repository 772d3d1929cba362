// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Those that watch one channel, to be told when it might take an element or is closed; each once.
 * Guarded by the channel's lock.
 */
final class RoomWatches {

    /** Null while nobody watches. */
    private volatile List<RoomWatch> watches;

    /**
     * Whether somebody watches; also without the lock. Who has watched before it looked at a round
     * that did not wait yet is seen by that round, once it does.
     */
    boolean isWatched() {
        return watches != null;
    }

    void add(RoomWatch watch) {
        List<RoomWatch> all = watches == null ? new ArrayList<>(1) : watches;
        all.add(watch);
        watches = all;
    }

    /** Withdraws one; without effect when it was told. */
    void remove(RoomWatch watch) {
        List<RoomWatch> all = watches;
        if (all != null) {
            all.remove(watch);
            forgetIfEmpty(all);
        }
    }

    private void forgetIfEmpty(List<RoomWatch> all) {
        if (all.isEmpty()) {
            watches = null;
        }
    }

    /**
     * Takes those that are to be told, linked by {@link RoomWatch#nextFired}. Somebody watches.
     *
     * @param room whether the channel would take an element
     * @return null when there is none
     */
    RoomWatch take(boolean closed, boolean room) {
        if (!closed && !room) {
            return null;
        }
        List<RoomWatch> all = watches;
        RoomWatch first = null;
        RoomWatch last = null;
        for (Iterator<RoomWatch> i = all.iterator(); i.hasNext(); ) {
            RoomWatch watch = i.next();
            if (!closed && !watch.forRoom) {
                continue;
            }
            i.remove();
            if (last == null) {
                first = watch;
            } else {
                last.nextFired = watch;
            }
            last = watch;
        }
        forgetIfEmpty(all);
        return first;
    }
}
