// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

import org.kcoro.channels.Select;
import org.kcoro.channels.SendClause;

/** Sends payloads of a {@link RandomExchange}, each in some way, until there are no more. */
final class RandomSender {

    private static final int BATCH = 3;

    private final RandomExchange exchange;
    private final DescriptorChannel channel;
    private final SplittableRandom random;
    private final Descriptor mine = new Descriptor();
    private final Select select;
    private final SendClause<Descriptor> clause;

    RandomSender(RandomExchange exchange, SplittableRandom random) {
        this.exchange = exchange;
        this.channel = exchange.channel();
        this.random = random;
        select = Select.fair();
        clause = select.send(channel);
    }

    void run() throws Exception {
        while (random.nextInt(8) == 0 ? sendBatch() : sendOne()) {
            // Each in some way.
        }
    }

    private boolean sendOne() throws InterruptedException {
        int number = exchange.allocate(mine);
        if (number < 0) {
            return false;
        }
        try {
            switch (random.nextInt(5)) {
                case 0 -> channel.trySend(mine);
                case 1 -> channel.send(mine, Duration.ofNanos(random.nextInt(20_000)));
                case 2 -> {
                    clause.element(mine);
                    select.await();
                }
                default -> channel.send(mine);
            }
        } finally {
            exchange.gave(mine, number);
        }
        return true;
    }

    private boolean sendBatch() throws InterruptedException {
        Descriptor[] all = new Descriptor[BATCH];
        Arrays.setAll(all, i -> new Descriptor());
        int[] numbers = new int[BATCH];
        int count = exchange.allocateSome(all, numbers);
        try {
            for (int sent = 0; sent < count; ) {
                sent += channel.sendSome(all, sent, count);
            }
        } finally {
            for (int i = 0; i < count; i++) {
                exchange.gave(all[i], numbers[i]);
            }
        }
        return count > 0;
    }
}
