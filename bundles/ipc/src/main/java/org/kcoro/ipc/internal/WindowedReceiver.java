// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

import org.kcoro.ipc.IpcException;
import org.kcoro.ipc.PipelinedReceiver;
import org.kcoro.protocol.WireResult;

/** Has as many receives under way as the window allows; their replies come in their order. */
final class WindowedReceiver implements PipelinedReceiver {

    private final ReceiveRequests channel;
    private final int window;

    /** The asked for, oldest first. Guarded by this, but read by the receiving one alone. */
    private final ArrayDeque<PendingReply> pending = new ArrayDeque<>();

    /** Guarded by this. */
    private boolean stopped;

    /** How many receives may still be begun. The receiving one's. */
    private long left;

    WindowedReceiver(ReceiveRequests channel, int window, long limit) {
        this.channel = channel;
        this.window = window;
        this.left = limit;
    }

    @Override
    public byte[] receiveOrClosed() throws IOException, InterruptedException {
        while (true) {
            ask();
            PendingReply next = pending.peek();
            if (next == null) {
                return null;
            }
            Reply reply = channel.await(next);
            remove();
            channel.endReceive(next);
            if (reply.result() == WireResult.EPIPE) {
                // Those behind it find the same.
                close();
                return null;
            }
            if (reply.result() != WireResult.ECANCELED || !isStopped()) {
                return elementOf(reply);
            }
        }
    }

    private void ask() throws IOException, InterruptedException {
        while (left > 0 && pending.size() < window && !isStopped()) {
            PendingReply asked = channel.receiveAsync();
            left--;
            if (!add(asked)) {
                // The stop has not seen it.
                channel.withdraw(asked);
            }
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized boolean add(PendingReply asked) {
        pending.add(asked);
        return !stopped;
    }

    private synchronized void remove() {
        pending.remove();
    }

    @Override
    public void stop() {
        List<PendingReply> newestFirst = new ArrayList<>();
        synchronized (this) {
            stopped = true;
            pending.descendingIterator().forEachRemaining(newestFirst::add);
        }
        // So that none takes what one before it has left.
        newestFirst.forEach(channel::withdraw);
    }

    @Override
    public boolean isReady() {
        PendingReply next = pending.peek();
        return next == null ? left == 0 || isStopped() : next.isOver();
    }

    @Override
    public void close() {
        left = 0;
        // All of them first: what one gives up is not for another one of these. The newest first,
        // so that none takes what one before it has left.
        pending.descendingIterator().forEachRemaining(channel::endReceive);
        pending.forEach(PendingReply::giveUp);
        synchronized (this) {
            pending.clear();
        }
    }

    /** The element of a reply to a receive that waits for ever. */
    private byte[] elementOf(Reply reply) throws IOException {
        byte[] element = channel.elementOf(reply);
        if (element == null) {
            throw new IpcException(
                    channel.receiveOperation() + ": the reply has no element", WireResult.EPROTO);
        }
        return element;
    }
}
