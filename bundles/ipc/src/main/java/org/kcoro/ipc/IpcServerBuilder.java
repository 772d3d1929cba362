// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.kcoro.channels.Channels;
import org.kcoro.ipc.internal.ChannelServer;
import org.kcoro.ipc.internal.ServerLimits;
import org.kcoro.port.Settings;
import org.kcoro.scheduler.Scheduler;

/**
 * Settings of a server: what it lets its peers take of it. A peer is a connection. Not thread-safe.
 *
 * <p>A request that would pass a limit of requests or bytes is refused with ENOMEM, and so is a
 * channel; a connection is closed as it comes; a frame ends its connection.
 */
public final class IpcServerBuilder {

    private ServerLimits limits = ServerLimits.DEFAULTS;

    private Channels channels;

    IpcServerBuilder() {}

    /**
     * The channels of bytes that peers open by their names, and among which they make new ones; a
     * registry of the server's own, which ends with it, unless told. The caller closes this one
     * after the server.
     */
    public IpcServerBuilder channels(Channels channels) {
        this.channels = Objects.requireNonNull(channels, "channels");
        return this;
    }

    /**
     * Takes the settings that are set, by the names of the methods of this class; {@code
     * ipcDrainMillis} stands for {@link #drain}.
     *
     * @throws IllegalArgumentException when a setting cannot be used, with its name
     */
    public IpcServerBuilder settings(Settings settings) {
        limits = limits.with(settings);
        return this;
    }

    private IpcServerBuilder set(String name, Object value) {
        return settings(Settings.of(Map.of(name, value), unset -> null));
    }

    /** How many connections there may be at once, at least 1; 1,024 unless told. */
    public IpcServerBuilder maxConnections(int connections) {
        return set("maxConnections", connections);
    }

    /** How many channels peers may have made; 65,536 unless told. */
    public IpcServerBuilder maxChannels(int channels) {
        return set("maxChannels", channels);
    }

    /** How many channels one peer may make; 16,384 unless told. */
    public IpcServerBuilder maxChannelsPerPeer(int channels) {
        return set("maxChannelsPerPeer", channels);
    }

    /** How long the payload of a frame may be, in bytes, up to 1 GiB; 1 MiB unless told. */
    public IpcServerBuilder maxFrameBytes(int bytes) {
        return set("maxFrameBytes", bytes);
    }

    /**
     * How many requests may have been taken and not yet answered, at least 1; 65,536 unless told.
     */
    public IpcServerBuilder maxRequests(int requests) {
        return set("maxRequests", requests);
    }

    /** How many of one peer, at least 1; 4,096 unless told. */
    public IpcServerBuilder maxRequestsPerPeer(int requests) {
        return set("maxRequestsPerPeer", requests);
    }

    /** How many bytes the elements of such requests may have; 64 MiB unless told. */
    public IpcServerBuilder maxRequestBytes(int bytes) {
        return set("maxRequestBytes", bytes);
    }

    /** How many bytes those of one peer may have; 16 MiB unless told. */
    public IpcServerBuilder maxRequestBytesPerPeer(int bytes) {
        return set("maxRequestBytesPerPeer", bytes);
    }

    /**
     * How long requests that were taken may go on when the server is closed, to the millisecond;
     * one second unless told. Those that wait longer are answered with ECANCELED.
     */
    public IpcServerBuilder drain(Duration patience) {
        return set("ipcDrainMillis", Math.toIntExact(patience.toMillis()));
    }

    /**
     * Serves these users too, besides the one that this process runs as: names, or numbers in
     * decimal. Then any user may open the sockets, and is turned away when it is none of them; that
     * it can reach their folder is the caller's to see to.
     */
    public IpcServerBuilder allowedUsers(List<String> users) {
        return set("allowedUsers", String.join(",", users));
    }

    /** Serves the users of these groups too, by their effective group; otherwise as those. */
    public IpcServerBuilder allowedGroups(List<String> groups) {
        return set("allowedGroups", String.join(",", groups));
    }

    /** Makes the server, without a socket yet. The caller owns it and closes it. */
    public IpcServer build(Scheduler scheduler) {
        return new ChannelServer(scheduler, limits, channels);
    }
}
