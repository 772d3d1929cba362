// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import org.kcoro.port.Port;

/**
 * What a channel has counted. Guarded by the channel's lock, and changed in the very transition
 * that is counted. {@link org.kcoro.channels.ChannelSnapshot} says what each counter means.
 */
final class ChannelCounters {

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

    ChannelCounters(Port port) {
        this.port = port;
    }

    void sent(long size) {
        if (sends == 0) {
            // Nothing is received before something was sent.
            firstOpNanos = port.coarseNanoTime();
        }
        sends++;
        bytesSent += size;
        lastOpNanos = port.coarseNanoTime();
    }

    void received(long size) {
        recvs++;
        bytesRecv += size;
        lastOpNanos = port.coarseNanoTime();
    }
}
