// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.SplittableRandom;

import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Reservation;
import org.kcoro.channels.ReserveClause;
import org.kcoro.channels.Select;

/** Receives payloads of a {@link RandomExchange}, each in some way, until the channel ends. */
final class RandomReceiver {

    private static final int BATCH = 3;

    private final RandomExchange exchange;
    private final DescriptorChannel channel;
    private final SplittableRandom random;
    private final Descriptor mine = new Descriptor();
    private final Descriptor[] batch = new Descriptor[BATCH];
    private final Select receives = Select.fair();
    private final Select reserves = Select.fair();
    private final ReceiveClause<Descriptor> receiveClause;
    private final ReserveClause<Descriptor> reserveClause;

    RandomReceiver(RandomExchange exchange, SplittableRandom random) {
        this.exchange = exchange;
        this.channel = exchange.channel();
        this.random = random;
        receiveClause = receives.receive(channel);
        reserveClause = reserves.reserve(channel);
        for (int i = 0; i < BATCH; i++) {
            batch[i] = new Descriptor();
        }
    }

    /** Ends by the exception that tells the end, or by its return. */
    void run() throws Exception {
        while (receive()) {
            // Each in some way.
        }
    }

    private boolean receive() throws InterruptedException {
        switch (random.nextInt(8)) {
            case 0 -> {
                if (channel.receiveInto(mine, Duration.ofNanos(random.nextInt(20_000)))) {
                    exchange.received(mine);
                }
            }
            case 1 -> {
                if (channel.tryReceiveInto(mine)) {
                    exchange.received(mine);
                }
            }
            case 2 -> {
                int count = channel.receiveSome(batch, 0, BATCH);
                exchange.received(batch, count);
                return count > 0;
            }
            case 3 -> end(channel.reserve());
            case 4 -> {
                receives.await();
                exchange.received(receiveClause.element());
            }
            case 5 -> {
                reserves.await();
                end(reserveClause.reservation());
            }
            case 6 -> {
                Lease lease = channel.receiveLease();
                lease.moveTo(mine);
                exchange.received(mine);
            }
            default -> {
                if (!channel.receiveIntoOrClosed(mine)) {
                    return false;
                }
                exchange.received(mine);
            }
        }
        return true;
    }

    private void end(Reservation<Descriptor> reserved) {
        if (random.nextInt(3) == 0) {
            reserved.abort();
            return;
        }
        try {
            reserved.commit();
        } catch (IllegalStateException e) {
            // Its sender could not wait for the outcome, and has kept it.
            return;
        }
        exchange.received(reserved.element());
    }
}
