// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;

/** Sends in all ways there are, for a {@link SimulatedExchange}. */
final class SimulatedSender extends SimulatedExchange.Peer {

    private static final int MAX_BATCH = 3;

    private int next;

    SimulatedSender(
            int sender,
            List<Channel<Integer>> channels,
            ExchangeFates fates,
            SplittableRandom random) {
        super(channels, fates, random);
        next = sender * ExchangeFates.SENDER_STEP;
    }

    @Override
    void operate(int number, int index) throws InterruptedException {
        Channel<Integer> channel = channels.get(index);
        int element = next++;
        switch (random.nextInt(6)) {
            case 0 -> gave(channel.trySend(element), element);
            case 1 -> gave(channel.sendOrClosed(element), element);
            case 2 -> {
                channel.send(element);
                gave(true, element);
            }
            case 3 -> gave(channel.send(element, timeout()), element);
            case 4 -> sendAll(channel, element);
            default -> select(element);
        }
    }

    private void gave(boolean done, int element) {
        if (done) {
            fates.given(element);
        }
    }

    private void sendAll(Channel<Integer> channel, int first) throws InterruptedException {
        int count = 1 + random.nextInt(MAX_BATCH);
        Queue<Integer> batch = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            batch.add(first + i);
        }
        next = first + count;
        try {
            channel.sendAll(batch);
        } finally {
            // What has gone was sent, whatever has ended it.
            for (int i = 0; i < count - batch.size(); i++) {
                fates.given(first + i);
            }
        }
    }

    /** On both channels; it goes to one of them. */
    private void select(int element) throws InterruptedException {
        Select select = random.nextBoolean() ? Select.fair() : Select.biased();
        select.onClosed(ClosedPolicy.values()[random.nextInt(3)]);
        for (Channel<Integer> channel : channels) {
            ByValue.send(select, channel, element);
        }
        Clause chosen = chosen(select);
        gave(chosen != null && !chosen.isClosed(), element);
    }
}
