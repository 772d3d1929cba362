// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds a receiver for each of several channels that need one, none twice: a select may wait in
 * several of them, and can be served by one only. Claims nothing. It is a matching by augmenting
 * paths, so it finds one if there is one; each channel begins with the one that waits longest. Used
 * under the locks of all channels.
 */
final class ReceiverMatch<E> {

    private final List<LocalChannel<E>> channels;
    private final Map<LocalChannel<E>, Waiter<E>> found = new IdentityHashMap<>();

    /** For which channel a waiter, or the round of a select, was found. */
    private final Map<Object, LocalChannel<E>> served = new IdentityHashMap<>();

    ReceiverMatch(List<LocalChannel<E>> channels) {
        this.channels = channels;
    }

    /** A receiver for each channel; null when there are not enough. */
    Map<LocalChannel<E>, Waiter<E>> find() {
        for (LocalChannel<E> channel : channels) {
            if (!find(channel, Collections.newSetFromMap(new IdentityHashMap<>()))) {
                return null;
            }
        }
        return found;
    }

    private boolean find(LocalChannel<E> channel, Set<Object> tried) {
        for (Waiter<E> waiter = channel.state().receivers.first(null);
                waiter != null;
                waiter = waiter.next) {
            Object receiver = waiter.clause == null ? waiter : waiter.selection;
            if (!waiter.takes() || !tried.add(receiver)) {
                continue;
            }
            LocalChannel<E> other = served.get(receiver);
            if (other == null || find(other, tried)) {
                served.put(receiver, channel);
                found.put(channel, waiter);
                return true;
            }
        }
        return false;
    }
}
