// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.kcoro.channels.Attempt;

/** A {@code sendAll} on a {@link ChannelModel}. */
final class ModelSendAll extends ModelOperation {

    private final ChannelModel channel;
    private final Deque<Integer> left;
    private int sent;
    private ModelWait wait;

    ModelSendAll(ChannelModel channel, List<Integer> elements) {
        this.channel = channel;
        left = new ArrayDeque<>(elements);
    }

    @Override
    boolean hasSteps() {
        return true;
    }

    @Override
    void begin() {
        while (!left.isEmpty()) {
            Attempt attempt = channel.offer(left.element());
            if (attempt == Attempt.NOT_NOW) {
                wait = ModelWait.sender(this, left.element());
                attempt = channel.enqueue(wait);
            } else if (attempt == Attempt.CLOSED) {
                channel.counts.sendEpipe++;
                end(Results.closed(channel.cause));
                return;
            }
            if (attempt != Attempt.DONE) {
                tryToEnd();
                return;
            }
            left.remove();
            sent++;
        }
        end(String.valueOf(sent));
    }

    private void end(String how) {
        result = Results.sentAll(how, left);
    }

    private void tryToEnd() {
        if (stopped && !wait.held) {
            channel.withdraw(wait);
            channel.counts.stopped++;
            end(Results.STOPPED);
        }
    }

    @Override
    void goOn(ModelWait ended) {
        switch (ended.outcome) {
            case DONE -> {
                left.remove();
                sent++;
                begin();
            }
            case CLOSED -> end(Results.closed(channel.cause));
            default -> tryToEnd();
        }
    }

    @Override
    void stop() {
        stopped = true;
        tryToEnd();
    }
}
