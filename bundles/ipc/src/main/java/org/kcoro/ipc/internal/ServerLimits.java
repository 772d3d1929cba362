// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.time.Duration;

import org.kcoro.port.Settings;
import org.kcoro.protocol.FrameDecoder;

/**
 * What a server lets its peers take of it. A peer is a connection.
 *
 * @param maxConnections at once; a further one is closed as it comes
 * @param maxChannels made by peers
 * @param maxChannelsPerPeer made by one of them
 * @param maxFrameBytes longest payload of a frame; a longer one ends its connection
 * @param maxRequests taken and not yet answered
 * @param maxRequestsPerPeer of one peer
 * @param maxRequestBytes elements of such requests
 * @param maxRequestBytesPerPeer of one peer
 * @param drain how long requests in flight may go on when the server closes
 * @param peers whom it serves
 */
public record ServerLimits(
        int maxConnections,
        int maxChannels,
        int maxChannelsPerPeer,
        int maxFrameBytes,
        int maxRequests,
        int maxRequestsPerPeer,
        int maxRequestBytes,
        int maxRequestBytesPerPeer,
        Duration drain,
        PeerPolicy peers) {

    private static final int ANY = Integer.MAX_VALUE;

    public static final ServerLimits DEFAULTS =
            new ServerLimits(
                    1_024,
                    65_536,
                    16_384,
                    FrameDecoder.DEFAULT_MAX_PAYLOAD_LENGTH,
                    65_536,
                    4_096,
                    1 << 26,
                    1 << 24,
                    Duration.ofSeconds(1),
                    PeerPolicy.OWN_USER);

    /**
     * These, with the settings that are set.
     *
     * @throws IllegalArgumentException when one cannot be used, with its name
     */
    public ServerLimits with(Settings settings) {
        return new ServerLimits(
                settings.integer("maxConnections", maxConnections, 1, ANY),
                settings.integer("maxChannels", maxChannels, 0, ANY),
                settings.integer("maxChannelsPerPeer", maxChannelsPerPeer, 0, ANY),
                settings.integer(
                        "maxFrameBytes",
                        maxFrameBytes,
                        0,
                        FrameDecoder.GREATEST_MAX_PAYLOAD_LENGTH),
                settings.integer("maxRequests", maxRequests, 1, ANY),
                settings.integer("maxRequestsPerPeer", maxRequestsPerPeer, 1, ANY),
                settings.integer("maxRequestBytes", maxRequestBytes, 0, ANY),
                settings.integer("maxRequestBytesPerPeer", maxRequestBytesPerPeer, 0, ANY),
                Duration.ofMillis(
                        settings.integer("ipcDrainMillis", (int) drain.toMillis(), 0, ANY)),
                PeerPolicy.of(
                        settings.text("allowedUsers", String.join(",", peers.users())),
                        settings.text("allowedGroups", String.join(",", peers.groups()))));
    }
}
