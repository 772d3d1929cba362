// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;

import org.kcoro.ipc.PipelinedSender;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/** Counts unanswered elements, and waits while there are as many as the window allows. */
final class WindowedSender implements PipelinedSender, ReplyHandler {

    private final ChannelRequests channel;
    private final int window;
    private final WaitReason windowReason;

    // Guarded by this.
    private int unanswered;
    private Reply refusal;
    private IOException failure;
    private Parker waiting;

    WindowedSender(ChannelRequests channel, int window) {
        this.channel = channel;
        this.window = window;
        this.windowReason = new WaitReason("window", channel.sendOperation());
    }

    @Override
    public void send(byte[] element) throws IOException, InterruptedException {
        send(element, 0, element.length);
    }

    @Override
    public void send(byte[] source, int offset, int length)
            throws IOException, InterruptedException {
        channel.checkLength(length);
        awaitAtMost(window - 1);
        synchronized (this) {
            unanswered++;
        }
        try {
            channel.sendAsync(source, offset, length, this);
        } catch (Throwable e) {
            synchronized (this) {
                unanswered--;
            }
            throw e;
        }
    }

    @Override
    public void flush() throws IOException, InterruptedException {
        awaitAtMost(0);
    }

    private void awaitAtMost(int limit) throws IOException, InterruptedException {
        Parker parker = Parker.current();
        while (!isAtMost(limit, parker)) {
            parker.checkStop();
            parker.park(windowReason);
        }
    }

    private synchronized boolean isAtMost(int limit, Parker parker) throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        if (refusal != null && !refusal.isDone(channel.sendOperation())) {
            throw new IOException(channel.sendOperation() + " was not done in time");
        }
        waiting = unanswered <= limit ? null : parker;
        return waiting == null;
    }

    @Override
    public void replied(Reply reply) {
        answered(reply.result() == 0 ? null : reply, null);
    }

    @Override
    public void failed(IOException cause) {
        answered(null, cause);
    }

    private void answered(Reply newRefusal, IOException newFailure) {
        Parker wake;
        synchronized (this) {
            unanswered--;
            if (refusal == null) {
                refusal = newRefusal;
            }
            if (failure == null) {
                failure = newFailure;
            }
            wake = waiting;
        }
        if (wake != null) {
            wake.unpark();
        }
    }
}
