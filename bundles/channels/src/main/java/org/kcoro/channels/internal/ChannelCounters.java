// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelSnapshot;

/**
 * What a channel has counted. Guarded by the channel's lock, and changed in the very transition
 * that is counted. {@link ChannelSnapshot} says what each counter means.
 */
final class ChannelCounters {

    private long sends;
    private long recvs;
    private long bytesSent;
    private long bytesRecv;
    private long sendEagain;
    private long sendEtime;
    private long sendEpipe;
    private long recvEagain;
    private long recvEtime;
    private long recvEpipe;

    void sent(long size) {
        sends++;
        bytesSent += size;
    }

    void received(long size) {
        recvs++;
        bytesRecv += size;
    }

    void sendWouldWait() {
        sendEagain++;
    }

    void sendTimedOut() {
        sendEtime++;
    }

    void sendsFoundClosed(int count) {
        sendEpipe += count;
    }

    void receiveWouldWait() {
        recvEagain++;
    }

    void receiveTimedOut() {
        recvEtime++;
    }

    void receivesFoundClosed(int count) {
        recvEpipe += count;
    }

    ChannelSnapshot snapshot(
            Channel<?> channel,
            int depth,
            boolean closed,
            int waitingSenders,
            int waitingReceivers) {
        return new ChannelSnapshot(
                channel.name(),
                channel.kind(),
                channel.capacity(),
                depth,
                closed,
                sends,
                recvs,
                bytesSent,
                bytesRecv,
                sendEagain,
                sendEtime,
                sendEpipe,
                recvEagain,
                recvEtime,
                recvEpipe,
                waitingSenders,
                waitingReceivers);
    }
}
