// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.util.ArrayList;
import java.util.List;

/** A {@code receiveUpTo} on a {@link ChannelModel}. */
final class ModelReceiveUpTo extends ModelOperation {

    private final ChannelModel channel;
    private final int max;

    /** ZERO, MOMENT or LONG. */
    private final Patience linger;

    private final List<Integer> batch = new ArrayList<>();
    private ModelWait wait;

    ModelReceiveUpTo(ChannelModel channel, int max, Patience linger) {
        this.channel = channel;
        this.max = max;
        this.linger = linger;
    }

    @Override
    boolean hasSteps() {
        return true;
    }

    @Override
    void begin() {
        while (batch.size() < max) {
            Integer next = channel.poll();
            if (next == null) {
                waitForMore();
                return;
            }
            batch.add(next);
        }
        result = batch.toString();
    }

    private void waitForMore() {
        boolean first = batch.isEmpty();
        if (!first && linger == Patience.ZERO) {
            result = batch.toString();
        } else if (channel.isDrained()) {
            channel.counts.recvEpipe++;
            result = batch.toString();
        } else if (!first && linger == Patience.MOMENT) {
            channel.counts.recvEtime++;
            result = batch.toString();
        } else {
            wait = ModelWait.receiver(this, false);
            channel.receivers.add(wait);
        }
    }

    @Override
    void goOn(ModelWait ended) {
        if (ended.outcome == ModelWait.Outcome.CLOSED) {
            result = batch.toString();
        } else {
            batch.add(ended.element);
            begin();
        }
    }

    @Override
    void stop() {
        channel.withdraw(wait);
        channel.counts.stopped++;
        result = batch.isEmpty() ? Results.STOPPED : batch.toString();
    }
}
