// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelBuilder;
import org.kcoro.channels.Channels;
import org.kcoro.channels.NamedChannel;
import org.kcoro.ipc.IpcServer;

/**
 * The names by which peers open channels: those of a registry, for channels of bytes. A name stands
 * for a channel until that is closed and drained. Any thread.
 */
final class ChannelNames {

    private final Channels registry;
    private final HostedChannels hosted;

    /** The ids of channels that have been opened; guarded by this. */
    private final Map<String, Integer> ids = new HashMap<>();

    ChannelNames(Channels registry, HostedChannels hosted) {
        this.registry = registry;
        this.hosted = hosted;
    }

    /**
     * Opens a channel, or makes it.
     *
     * @param settings of one to make, or null to make none
     * @return null when there is none, or the name stands for something else
     */
    synchronized HostedChannel open(
            String name, Consumer<ChannelBuilder<byte[]>> settings, int elementSize) {
        Integer id = ids.get(name);
        HostedChannel open = id == null ? null : hosted.find(id);
        if (open != null && !open.channel().isClosedForReceive()) {
            return open;
        }
        if (open != null) {
            // Its name is free: peers that know its id still find it closed.
            hosted.destroy(id);
        }
        ids.remove(name);
        Channel<byte[]> found = tryOpen(name);
        if (found != null) {
            return add(name, found, IpcServer.VARIABLE_SIZE, false);
        }
        if (settings == null) {
            return null;
        }
        Channel<byte[]> made;
        try {
            made =
                    registry.create(
                            name,
                            byte[].class,
                            builder -> settings.accept(builder.sizer(element -> element.length)));
        } catch (IllegalStateException e) {
            // Taken by a channel of other elements, or just now.
            return null;
        }
        return add(name, made, elementSize, true);
    }

    private Channel<byte[]> tryOpen(String name) {
        try {
            return registry.tryOpen(name, byte[].class);
        } catch (IllegalArgumentException e) {
            // Its elements are no bytes.
            return null;
        }
    }

    private HostedChannel add(String name, Channel<byte[]> channel, int elementSize, boolean made) {
        HostedChannel added = hosted.host(channel, elementSize, made);
        ids.put(name, added.id());
        return added;
    }

    /** Gives ids to all channels of the registry that peers may use. */
    void openAll() {
        for (NamedChannel each : registry.list()) {
            if (each.type().equals(byte[].class.getName())) {
                open(each.snapshot().name(), null, IpcServer.VARIABLE_SIZE);
            }
        }
    }
}
