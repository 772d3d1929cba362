// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Receives and reserves in all ways there are, for a {@link SimulatedExchange}. */
final class SimulatedReceiver extends SimulatedExchange.Peer {

    private static final int MAX_BATCH = 3;

    /** What it has received from each channel, in its order. */
    private final List<List<Integer>> received;

    SimulatedReceiver(
            List<Channel<Integer>> channels, ExchangeFates fates, SplittableRandom random) {
        super(channels, fates, random);
        received = fates.newReceiver(channels.size());
    }

    @Override
    void operate(int number, int index) throws InterruptedException {
        Channel<Integer> channel = channels.get(index);
        switch (random.nextInt(9)) {
            case 0 -> got(index, channel.tryReceive());
            case 1 -> got(index, channel.receiveOrClosed());
            case 2 -> got(index, channel.receive());
            case 3 -> got(index, channel.receive(timeout()));
            case 4 -> {
                Duration linger = random.nextBoolean() ? Duration.ZERO : timeout();
                int max = 1 + random.nextInt(MAX_BATCH);
                received.get(index).addAll(channel.receiveUpTo(max, linger));
            }
            case 5 -> end(index, channel.tryReserve());
            case 6 -> end(index, channel.reserveOrClosed());
            case 7 -> end(index, channel.reserve(timeout()));
            default -> select();
        }
    }

    private void got(int index, Integer element) {
        if (element != null) {
            received.get(index).add(element);
        }
    }

    private void end(int index, Reservation<Integer> reservation) throws InterruptedException {
        if (reservation == null) {
            return;
        }
        // Aborts unless it is committed, also when a stop comes first.
        try (Reservation<Integer> held = reservation) {
            boolean commits = !fates.aborts() || random.nextBoolean();
            if (commits || random.nextBoolean()) {
                hold();
            }
            if (commits) {
                held.commit();
                got(index, held.element());
            }
        }
    }

    /** For a while, in which others come. */
    private void hold() throws InterruptedException {
        if (fates.aborts()) {
            SimulatedExchange.pause(random.nextLong(SimulatedExchange.MAX_WAIT_NANOS));
        }
    }

    private void select() throws InterruptedException {
        Select select = random.nextBoolean() ? Select.fair() : Select.biased();
        select.onClosed(ClosedPolicy.values()[random.nextInt(3)]);
        List<Clause> clauses = new ArrayList<>();
        for (Channel<Integer> channel : channels) {
            clauses.add(
                    random.nextInt(3) == 0
                            ? ByValue.reserve(select, channel)
                            : ByValue.receive(select, channel));
        }
        Clause chosen = chosen(select);
        if (chosen == null || chosen.isClosed()) {
            return;
        }
        int index = clauses.indexOf(chosen);
        if (chosen instanceof ReceiveClause<?> receive) {
            got(index, ByValue.number(receive.element()));
        } else {
            end(index, ByValue.numbers(((ReserveClause<?>) chosen).reservation()));
        }
    }
}
