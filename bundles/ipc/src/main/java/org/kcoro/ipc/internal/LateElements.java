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

    /** Who waits for an element of a channel. */
    interface Receiver {

        /**
         * Answers it by a reply that has come late to another one. Called under a lock.
         *
         * @return false when it was answered or given up before
         */
        boolean handOver(Reply late);
    }

    /** Of one channel: never both elements and receivers. */
    private static final class OfChannel {
        private final ArrayDeque<Reply> elements = new ArrayDeque<>();
        private final ArrayDeque<Receiver> receivers = new ArrayDeque<>();

        boolean isEmpty() {
            return elements.isEmpty() && receivers.isEmpty();
        }
    }

    /** By the channel's id; guarded by this. */
    private final Map<Integer, OfChannel> channels = new HashMap<>();

    private OfChannel of(int channelId) {
        return channels.computeIfAbsent(channelId, id -> new OfChannel());
    }

    /**
     * Takes an element that is kept, or begins a receive, which ends by {@link #end}.
     *
     * @return the element; or null where none is kept, and the receiver waits from now on
     */
    synchronized Reply takeOrBegin(int channelId, Receiver receiver) {
        OfChannel channel = of(channelId);
        Reply kept = channel.elements.poll();
        if (kept == null) {
            channel.receivers.add(receiver);
        } else if (channel.isEmpty()) {
            channels.remove(channelId);
        }
        return kept;
    }

    /** Ends a receive, however; idempotent. */
    synchronized void end(int channelId, Receiver receiver) {
        OfChannel channel = channels.get(channelId);
        if (channel != null && channel.receivers.remove(receiver) && channel.isEmpty()) {
            channels.remove(channelId);
        }
    }

    /** Whether an element of a channel is kept. */
    synchronized boolean has(int channelId) {
        OfChannel channel = channels.get(channelId);
        return channel != null && !channel.elements.isEmpty();
    }

    /** Takes a reply that nobody waits for any more. */
    synchronized void add(int channelId, Reply late) {
        if (late.result() != WireResult.OK || late.element() == null) {
            return;
        }
        OfChannel channel = of(channelId);
        Receiver next = channel.receivers.poll();
        while (next != null && !next.handOver(late)) {
            next = channel.receivers.poll();
        }
        if (next == null) {
            channel.elements.add(late);
        } else if (channel.isEmpty()) {
            channels.remove(channelId);
        }
    }
}
