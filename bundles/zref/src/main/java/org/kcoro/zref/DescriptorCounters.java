// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import org.kcoro.channels.ChannelSnapshot;

/**
 * What the payloads of a descriptor channel have come to, at one moment: {@code sent == received +
 * returned + inside}. Every field is one of the channel's snapshot, or the sum of two.
 *
 * @param backend the name of the channel's backend
 * @param sent payloads that were sent: {@code sends}
 * @param received payloads that were received: {@code recvs}
 * @param returned payloads that were sent and went back to their region: {@code dropped} and {@code
 *     undelivered}
 * @param inside payloads that the channel has, reserved ones included: {@code depth}
 * @param bytesSent bytes of the payloads sent
 * @param bytesReceived bytes of the payloads received
 * @param abortedByClose sends that found the channel closed, or met its close while they waited;
 *     their senders have kept the payloads: {@code sendEpipe}
 * @param cancelled sends and receives that a stop request has withdrawn: {@code cancelled}
 */
public record DescriptorCounters(
        String backend,
        long sent,
        long received,
        long returned,
        long inside,
        long bytesSent,
        long bytesReceived,
        long abortedByClose,
        long cancelled) {

    /** Those of a snapshot. */
    public static DescriptorCounters of(String backend, ChannelSnapshot snapshot) {
        return new DescriptorCounters(
                backend,
                snapshot.sends(),
                snapshot.recvs(),
                snapshot.dropped() + snapshot.undelivered(),
                snapshot.depth(),
                snapshot.bytesSent(),
                snapshot.bytesRecv(),
                snapshot.sendEpipe(),
                snapshot.cancelled());
    }
}
