// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

import org.kcoro.protocol.WireResult;

/**
 * Elements that came when their receive had ended, by its timeout or a stop. Each goes to a receive
 * that waits for the same channel, whose own reply is then late in its turn; else it is kept for
 * the next one. Any thread.
 */
final class LateElements {

    /** Of one channel: never both elements and receives. */
    private static final class OfChannel {
        private final ArrayDeque<Reply> elements = new ArrayDeque<>();
        private final ArrayDeque<PendingReply> receives = new ArrayDeque<>();
    }

    /** By the channel's id; guarded by this. */
    private final Map<Integer, OfChannel> channels = new HashMap<>();

    private OfChannel of(int channelId) {
        return channels.computeIfAbsent(channelId, id -> new OfChannel());
    }

    /**
     * Begins a receive, which ends by {@link #end}.
     *
     * @return whether an element that was kept has answered it, so that none is asked for
     */
    synchronized boolean begin(int channelId, PendingReply receive) {
        OfChannel channel = of(channelId);
        Reply kept = channel.elements.poll();
        if (kept != null) {
            receive.handOver(kept);
            return true;
        }
        channel.receives.add(receive);
        return false;
    }

    /** Ends a receive, however. */
    synchronized void end(int channelId, PendingReply receive) {
        OfChannel channel = of(channelId);
        channel.receives.remove(receive);
        if (channel.receives.isEmpty() && channel.elements.isEmpty()) {
            channels.remove(channelId);
        }
    }

    /** Takes a reply that nobody waits for any more. */
    synchronized void add(int channelId, Reply late) {
        if (late.result() != WireResult.OK || late.element() == null) {
            return;
        }
        OfChannel channel = of(channelId);
        PendingReply next = channel.receives.poll();
        while (next != null && !next.handOver(late)) {
            next = channel.receives.poll();
        }
        if (next == null) {
            channel.elements.add(late);
        }
    }
}
