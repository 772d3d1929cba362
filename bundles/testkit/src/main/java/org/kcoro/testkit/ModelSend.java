// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import org.kcoro.channels.Attempt;

/** A send on a {@link ChannelModel}. */
final class ModelSend extends ModelOperation {

    private final ChannelModel channel;
    private final int element;
    private final Patience patience;
    private ModelWait wait;

    ModelSend(ChannelModel channel, int element, Patience patience) {
        this.channel = channel;
        this.element = element;
        this.patience = patience;
    }

    @Override
    void begin() {
        Attempt attempt = channel.offer(element);
        if (attempt == Attempt.NOT_NOW && !patience.isNone()) {
            wait = ModelWait.sender(this, element);
            attempt = channel.enqueue(wait);
            if (attempt != Attempt.DONE) {
                tryToEnd();
                return;
            }
        }
        switch (attempt) {
            case DONE -> result = Results.SENT;
            case CLOSED -> {
                channel.counts.sendEpipe++;
                result = closed();
            }
            default -> {
                channel.counts.sendEagain++;
                result = Results.NOT_NOW;
            }
        }
    }

    private String closed() {
        return patience == Patience.OR_CLOSED ? Results.CLOSED : Results.closed(channel.cause);
    }

    /** A stop or a deadline ends the wait, unless the element is reserved. */
    private void tryToEnd() {
        if (wait.held) {
            return;
        }
        if (stopped) {
            channel.withdraw(wait);
            channel.counts.stopped++;
            result = Results.STOPPED;
        } else if (patience == Patience.MOMENT) {
            channel.withdraw(wait);
            channel.counts.sendEtime++;
            result = Results.NOT_NOW;
        }
    }

    @Override
    void goOn(ModelWait ended) {
        switch (ended.outcome) {
            case DONE -> result = Results.SENT;
            case CLOSED -> result = closed();
            default -> tryToEnd();
        }
    }

    @Override
    void stop() {
        stopped = true;
        tryToEnd();
    }
}
