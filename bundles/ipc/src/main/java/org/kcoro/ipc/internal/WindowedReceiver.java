// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.util.ArrayDeque;

import org.kcoro.ipc.PipelinedReceiver;
import org.kcoro.protocol.WireResult;

/** Has as many receives under way as the window allows; their replies come in their order. */
final class WindowedReceiver implements PipelinedReceiver {

    private final ClientChannel channel;
    private final int window;
    private final ArrayDeque<PendingReply> pending = new ArrayDeque<>();

    /** How many receives may still be begun. */
    private long left;

    WindowedReceiver(ClientChannel channel, int window, long limit) {
        this.channel = channel;
        this.window = window;
        this.left = limit;
    }

    @Override
    public byte[] receiveOrClosed() throws IOException, InterruptedException {
        while (pending.size() < window && left > 0) {
            pending.add(channel.receiveAsync());
            left--;
        }
        PendingReply next = pending.peek();
        if (next == null) {
            return null;
        }
        Reply reply = channel.await(next);
        pending.remove();
        channel.endReceive(next);
        if (reply.result() == WireResult.EPIPE) {
            // Those behind it find the same.
            close();
            return null;
        }
        return channel.elementOf(reply);
    }

    @Override
    public boolean isReady() {
        PendingReply next = pending.peek();
        return next == null ? left == 0 : next.isOver();
    }

    @Override
    public void close() {
        left = 0;
        // All of them first: what one gives up is not for another one of these.
        pending.forEach(channel::endReceive);
        pending.forEach(PendingReply::giveUp);
        pending.clear();
    }
}
