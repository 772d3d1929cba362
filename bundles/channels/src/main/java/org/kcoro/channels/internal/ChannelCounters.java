// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.channels.MetricsFeed;
import org.kcoro.port.Port;

/**
 * What a channel has counted. Guarded by the channel's lock, and changed in the very transition
 * that is counted. {@link ChannelSnapshot} says what each counter means.
 */
final class ChannelCounters {

    /** The number of an operation that considers an event has none of these bits. */
    private static final long METRICS_MASK = MetricsFeed.CONSIDERED_EVERY - 1;

    private static final int SAMPLED_FIRST = 16;

    /** A prime, so that those who take turns are all seen. */
    private static final int SAMPLED_EVERY = 61;

    private final Port port;

    long sends;
    long recvs;
    long bytesSent;
    long bytesRecv;
    long firstOpNanos;
    long lastOpNanos;
    long sendEagain;
    long sendEtime;
    long sendEpipe;
    long recvEagain;
    long recvEtime;
    long recvEpipe;
    long cancelled;
    long dropped;
    long undelivered;
    long rvCancels;

    /** Whether an event for the metrics feed is to be considered. */
    boolean metricsDue;

    ChannelCounters(Port port) {
        this.port = port;
    }

    void sent(long size) {
        sent(1, size);
    }

    /** So many elements were sent, of so many bytes in all. */
    void sent(int many, long bytes) {
        if (sends == 0) {
            // Nothing is received before something was sent.
            firstOpNanos = port.coarseNanoTime();
        }
        sends += many;
        bytesSent += bytes;
        succeeded(many);
    }

    void received(long size) {
        received(1, size);
    }

    /** So many elements were received, of so many bytes in all. */
    void received(int many, long bytes) {
        recvs += many;
        bytesRecv += bytes;
        succeeded(many);
    }

    private void succeeded(int many) {
        lastOpNanos = port.coarseNanoTime();
        // Whether one of them has none of the bits.
        if ((sends + recvs & METRICS_MASK) < many) {
            metricsDue = true;
        }
    }

    /**
     * Whether to look at who has done an operation, which costs something: at first, and then now
     * and then.
     */
    boolean isSampled() {
        return sends < SAMPLED_FIRST || sends % SAMPLED_EVERY == 0;
    }

    long coarseNanoTime() {
        return port.coarseNanoTime();
    }

    /** All at one moment, with the state of the channel they are of. */
    ChannelSnapshot snapshot(String name, ChannelState<?> state) {
        return new ChannelSnapshot(
                name,
                state.kind,
                state.capacity,
                state.depth(),
                state.isClosed(),
                sends,
                recvs,
                bytesSent,
                bytesRecv,
                firstOpNanos,
                lastOpNanos,
                sendEagain,
                sendEtime,
                sendEpipe,
                recvEagain,
                recvEtime,
                recvEpipe,
                cancelled,
                dropped,
                undelivered,
                state.reservations.count(),
                state.kind == ChannelKind.RENDEZVOUS ? recvs : 0,
                rvCancels,
                state.senders.size(),
                state.receivers.size());
    }
}
