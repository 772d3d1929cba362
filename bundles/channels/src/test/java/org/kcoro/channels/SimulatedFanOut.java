// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

import org.kcoro.port.Port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Some send to several channels at once, others to one of them; some receive from one, others by a
 * select from all; they time out, are cancelled, and the channels are closed, as random numbers
 * will have it. Whatever was sent to all has been received once from each channel if its send
 * succeeded, and from none if it did not; those of one sender stay in order.
 */
final class SimulatedFanOut {

    private static final int MAX_CHANNELS = 3;
    private static final int MAX_PEERS = 3;
    private static final int MAX_OPERATIONS = 4;

    /** Elements are numbered so that their sender shows. */
    private static final int SENDER_STEP = 100;

    /** Those from here on were sent to one channel. */
    private static final int PLAIN = 1_000;

    /** All or nothing: a sound one, or one with a planted fault. */
    @FunctionalInterface
    interface Sender {
        /**
         * @param timeout zero to try, null to wait for ever
         */
        boolean send(int element, Duration timeout) throws InterruptedException;
    }

    private final Crew crew;
    private final List<Channel<Integer>> channels = new ArrayList<>();
    private final Sender all;

    /** What was sent to each channel. */
    private final Map<Channel<Integer>, List<Integer>> given = new HashMap<>();

    /** What each receiver has received from each channel, in its order. */
    private final Map<Channel<Integer>, List<List<Integer>>> received = new HashMap<>();

    private SimulatedFanOut(
            Port port, Machine machine, Function<List<Channel<Integer>>, Sender> sender) {
        crew = new Crew(port, machine);
        int count = 1 + crew.random.nextInt(MAX_CHANNELS);
        for (int i = 0; i < count; i++) {
            ChannelBuilder<Integer> settings = Channel.builder("channel-" + i);
            int kind = crew.random.nextInt(4);
            Channel<Integer> channel =
                    (kind < 2 ? settings : kind == 2 ? settings.buffered(1) : settings.unlimited())
                            .build();
            channels.add(channel);
            given.put(channel, new ArrayList<>());
            received.put(channel, new ArrayList<>());
        }
        all = sender.apply(channels);
    }

    static Sender sound(List<Channel<Integer>> channels) {
        FanOut<Integer> fanOut = FanOut.to(channels);
        return (element, timeout) -> {
            if (timeout == null) {
                fanOut.send(element);
                return true;
            }
            return fanOut.send(element, timeout);
        };
    }

    /** With a planted fault: it looks for room, and then sends. */
    static Sender lookThenSend(List<Channel<Integer>> channels) {
        return (element, timeout) -> {
            for (Channel<Integer> channel : channels) {
                ChannelSnapshot snapshot = channel.snapshot();
                if (snapshot.closed()
                        || snapshot.depth() >= snapshot.capacity()
                                && snapshot.waitingReceivers() == 0) {
                    return false;
                }
            }
            Crew.pause(new SplittableRandom(element));
            boolean sent = true;
            for (Channel<Integer> channel : channels) {
                sent &= channel.trySend(element);
            }
            return sent;
        };
    }

    /** Runs what a port's random numbers describe. */
    static void run(Port port, Machine machine, Function<List<Channel<Integer>>, Sender> sender)
            throws InterruptedException {
        new SimulatedFanOut(port, machine, sender).run();
    }

    private void run() throws InterruptedException {
        int peers = 1 + crew.random.nextInt(MAX_PEERS);
        for (int i = 0; i < peers; i++) {
            int sender = i * SENDER_STEP;
            crew.launch("sends to all", own -> sendToAll(sender, own));
            Channel<Integer> channel = channels.get(crew.random.nextInt(channels.size()));
            crew.launch("sends to one", own -> sendToOne(PLAIN + sender, channel, own));
            crew.launch("receives from all", this::receiveFromAll);
            for (Channel<Integer> each : channels) {
                crew.launch("receives from one", own -> receiveFromOne(each, own));
            }
        }
        crew.launchCancels(crew.random.nextInt(3));
        for (Channel<Integer> channel : channels) {
            crew.launchEnd(channel::close);
        }
        crew.end();
        check();
    }

    private void sendToAll(int first, SplittableRandom own) throws InterruptedException {
        int operations = 1 + own.nextInt(MAX_OPERATIONS);
        for (int i = 0; i < operations; i++) {
            Crew.pause(own);
            Duration timeout =
                    switch (own.nextInt(3)) {
                        case 0 -> Duration.ZERO;
                        case 1 -> Crew.timeout(own);
                        default -> null;
                    };
            try {
                if (all.send(first + i, timeout)) {
                    for (Channel<Integer> channel : channels) {
                        given.get(channel).add(first + i);
                    }
                }
            } catch (ChannelClosedException e) {
                return;
            }
        }
    }

    private void sendToOne(int first, Channel<Integer> channel, SplittableRandom own)
            throws InterruptedException {
        int operations = own.nextInt(MAX_OPERATIONS);
        for (int i = 0; i < operations; i++) {
            Crew.pause(own);
            try {
                if (channel.send(first + i, Crew.timeout(own))) {
                    given.get(channel).add(first + i);
                }
            } catch (ChannelClosedException e) {
                return;
            }
        }
    }

    private void receiveFromOne(Channel<Integer> channel, SplittableRandom own)
            throws InterruptedException {
        List<Integer> mine = new ArrayList<>();
        received.get(channel).add(mine);
        int operations = own.nextInt(2 * MAX_OPERATIONS);
        for (int i = 0; i < operations; i++) {
            Integer element;
            try {
                element =
                        switch (own.nextInt(4)) {
                            case 0 -> channel.tryReceive();
                            case 1 -> channel.receive(Crew.timeout(own));
                            case 2 -> reserved(channel, own);
                            default -> channel.receive();
                        };
            } catch (ChannelClosedException e) {
                return;
            }
            if (element != null) {
                mine.add(element);
            }
        }
    }

    private static Integer reserved(Channel<Integer> channel, SplittableRandom own)
            throws InterruptedException {
        Reservation<Integer> reservation = channel.reserve(Crew.timeout(own));
        if (reservation == null) {
            return null;
        }
        // Not aborted: what returns to the head comes after later ones.
        reservation.commit();
        return reservation.element();
    }

    private void receiveFromAll(SplittableRandom own) throws InterruptedException {
        Select select = Select.fair().onClosed(ClosedPolicy.SKIP);
        Map<Clause, List<Integer>> mine = new HashMap<>();
        Map<Clause, ReceiveClause<Integer>> clauses = new HashMap<>();
        for (Channel<Integer> channel : channels) {
            ReceiveClause<Integer> clause = select.receive(channel);
            clauses.put(clause, clause);
            mine.put(clause, new ArrayList<>());
            received.get(channel).add(mine.get(clause));
        }
        int operations = own.nextInt(2 * MAX_OPERATIONS);
        for (int i = 0; i < operations; i++) {
            try {
                Clause chosen =
                        own.nextBoolean() ? select.await() : select.await(Crew.timeout(own));
                if (chosen != null) {
                    mine.get(chosen).add(clauses.get(chosen).element());
                }
            } catch (ChannelClosedException e) {
                return;
            }
        }
    }

    private void check() throws InterruptedException {
        for (Channel<Integer> channel : channels) {
            List<Integer> left = new ArrayList<>();
            channel.receiveEach(left::add);
            received.get(channel).add(left);
            List<Integer> everything = new ArrayList<>();
            for (List<Integer> mine : received.get(channel)) {
                everything.addAll(mine);
                Map<Integer, Integer> last = new HashMap<>();
                for (int element : mine) {
                    Integer before = last.put(element / SENDER_STEP, element);
                    assertTrue(before == null || before < element, () -> "out of order: " + mine);
                }
            }
            everything.sort(null);
            given.get(channel).sort(null);
            assertEquals(
                    given.get(channel), everything, channel + ": elements given, and received");
            ChannelSnapshot snapshot = channel.snapshot();
            assertEquals(everything.size(), snapshot.sends(), snapshot::toString);
            assertEquals(everything.size(), snapshot.recvs(), snapshot::toString);
            assertEquals(0, snapshot.waitingSenders(), snapshot::toString);
            assertEquals(0, snapshot.waitingReceivers(), snapshot::toString);
        }
    }
}
