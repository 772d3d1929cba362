// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelBuilder;

/** The channels of a server by their ids: from 1001, rising, never used again. Any thread. */
final class HostedChannels {

    /** The id before the first. */
    private static final int LAST_RESERVED_ID = 1000;

    private final int max;
    private final Map<Integer, HostedChannel> channels = new ConcurrentHashMap<>();
    private final AtomicInteger lastId = new AtomicInteger(LAST_RESERVED_ID);

    /** Ids that were withdrawn: unlike those that were destroyed, they are unknown to peers. */
    private final Set<Integer> withdrawn = ConcurrentHashMap.newKeySet();

    /** How many of the channels were made by peers. */
    private final AtomicInteger made = new AtomicInteger();

    /**
     * None.
     *
     * @param max how many peers may make
     */
    HostedChannels(int max) {
        this.max = max;
    }

    /** Gives a channel an id. */
    HostedChannel host(Channel<byte[]> channel, int elementSize, boolean byPeer) {
        return host(lastId.incrementAndGet(), channel, elementSize, byPeer);
    }

    private HostedChannel host(int id, Channel<byte[]> channel, int elementSize, boolean byPeer) {
        if (byPeer) {
            made.incrementAndGet();
        }
        HostedChannel hosted = new HostedChannel(id, channel, elementSize, byPeer, false);
        channels.put(id, hosted);
        return hosted;
    }

    /** The channels whose ids are greater than one, in the order of their ids. */
    List<HostedChannel> listAfter(int id) {
        return channels.values().stream()
                .filter(hosted -> hosted.id() > id)
                .sorted(Comparator.comparingInt(HostedChannel::id))
                .toList();
    }

    /** Makes a channel for a peer; answers its id. */
    int make(Consumer<ChannelBuilder<byte[]>> kind, int elementSize) {
        int id = lastId.incrementAndGet();
        ChannelBuilder<byte[]> builder =
                Channel.<byte[]>builder("ipc-" + id).sizer(element -> element.length);
        kind.accept(builder);
        return host(id, builder.build(), elementSize, true).id();
    }

    /** As {@link org.kcoro.ipc.IpcServer#withdraw}. */
    boolean withdraw(int channelId) {
        // First, so that nobody takes it for destroyed.
        withdrawn.add(channelId);
        HostedChannel hosted = channels.remove(channelId);
        if (hosted == null) {
            withdrawn.remove(channelId);
        } else {
            removed(hosted);
        }
        return hosted != null;
    }

    /** The channel of an id, or null. */
    HostedChannel find(int channelId) {
        HostedChannel hosted = channels.get(channelId);
        if (hosted != null && hosted.isOver()) {
            forget(hosted);
            return null;
        }
        return hosted;
    }

    private void forget(HostedChannel hosted) {
        if (channels.remove(hosted.id(), hosted)) {
            removed(hosted);
        }
    }

    private void removed(HostedChannel hosted) {
        if (hosted.made()) {
            made.decrementAndGet();
        }
    }

    /** Closes the channel of an id; once it is drained it is no longer kept. */
    void destroy(int channelId) {
        HostedChannel hosted =
                channels.computeIfPresent(
                        channelId,
                        (id, old) ->
                                new HostedChannel(
                                        id, old.channel(), old.elementSize(), old.made(), true));
        if (hosted != null) {
            hosted.channel().close();
        }
    }

    /** Whether an id stood for a channel that was destroyed and drained. */
    boolean wasDestroyed(int channelId) {
        return channelId > LAST_RESERVED_ID
                && channelId <= lastId.get()
                && !channels.containsKey(channelId)
                && !withdrawn.contains(channelId);
    }

    /** Whether peers can make no more channels. */
    boolean isFull() {
        if (made.get() < max) {
            return false;
        }
        channels.values().stream().filter(HostedChannel::isOver).forEach(this::forget);
        return made.get() >= max;
    }
}
