// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kcoro.channels.Counts.assertCounts;

/** Coroutines, virtual threads and platform threads at both ends of one channel. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MixTest {

    private static final Duration LONG = Duration.ofHours(1);

    /** Takes part as whatever its number says. */
    private static final class Parties<T> {
        private final List<Coroutine<T>> coroutines = new ArrayList<>();
        private final List<FutureTask<T>> threads = new ArrayList<>();

        void start(Rig rig, int number, Callable<T> body) {
            switch (number % 4) {
                case 0, 1 -> coroutines.add(rig.call("coroutine", body));
                case 2 -> threads.add(Rig.virtualThread("virtual", body));
                default -> threads.add(Rig.thread("platform", body));
            }
        }

        List<T> results() throws Exception {
            List<T> results = new ArrayList<>();
            for (Coroutine<T> coroutine : coroutines) {
                results.add(Rig.get(coroutine));
            }
            for (FutureTask<T> thread : threads) {
                results.add(Rig.get(thread));
            }
            return results;
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Setup#lossless")
    void everyElementArrivesOnceAndInOrder(Setup setup) {
        Seeded.run(
                random -> {
                    int senders = 4 + random.nextInt(3);
                    int receivers = 4 + random.nextInt(3);
                    Channel<Integer> channel = setup.form().open("mixed");
                    mix(channel, setup.machine(), senders, receivers, 200, random);
                });
    }

    /** Numbered elements through an empty channel, which this closes: each must arrive once. */
    static void mix(
            Channel<Integer> channel,
            Machine machine,
            int senders,
            int receivers,
            int each,
            SplittableRandom random)
            throws Exception {
        AtomicIntegerArray received = new AtomicIntegerArray(senders * each);
        try (Rig rig = new Rig(machine.unchecked())) {
            Parties<Integer> sending = new Parties<>();
            Parties<Integer> receiving = new Parties<>();
            for (int i = 0; i < Math.max(senders, receivers); i++) {
                if (i < senders) {
                    int first = i * each;
                    SplittableRandom own = random.split();
                    sending.start(rig, i, () -> send(channel, first, each, own));
                }
                if (i < receivers) {
                    SplittableRandom own = random.split();
                    receiving.start(rig, i, () -> receive(channel, received, senders, each, own));
                }
            }
            int sent = sending.results().stream().mapToInt(Integer::intValue).sum();
            assertTrue(channel.close());
            int taken = receiving.results().stream().mapToInt(Integer::intValue).sum();
            assertEquals(senders * each, sent);
            assertEquals(senders * each, taken);
            for (int i = 0; i < senders * each; i++) {
                assertEquals(1, received.get(i), "times that element " + i + " was received");
            }
            ChannelSnapshot last = channel.snapshot();
            assertCounts(
                    "sends=%1$d recvs=%1$d recvEpipe=%2$d sendEagain=%3$d recvEagain=%4$d"
                            .formatted(sent, receivers, last.sendEagain(), last.recvEagain()),
                    channel);
        }
    }

    /** Sends by any of the ways there are. */
    private static int send(Channel<Integer> channel, int first, int count, SplittableRandom random)
            throws InterruptedException {
        int sent = 0;
        for (int element = first; element < first + count; element++) {
            boolean done =
                    switch (random.nextInt(4)) {
                        case 0 -> channel.sendOrClosed(element);
                        case 1 -> channel.send(element, LONG);
                        case 2 -> channel.trySend(element);
                        default -> false;
                    };
            if (!done) {
                channel.send(element);
            }
            sent++;
        }
        return sent;
    }

    /** Receives by any of the ways there are, until the end. */
    private static int receive(
            Channel<Integer> channel,
            AtomicIntegerArray received,
            int senders,
            int each,
            SplittableRandom random)
            throws InterruptedException {
        int[] last = new int[senders];
        Arrays.fill(last, -1);
        int taken = 0;
        while (true) {
            Integer element = null;
            try {
                element =
                        switch (random.nextInt(3)) {
                            case 0 -> channel.receive(LONG);
                            case 1 -> channel.tryReceive();
                            default -> null;
                        };
            } catch (ChannelClosedException e) {
                return taken;
            }
            if (element == null) {
                element = channel.receiveOrClosed();
            }
            if (element == null) {
                return taken;
            }
            received.incrementAndGet(element);
            int sender = element / each;
            // One receiver gets what one sender sent in the order in which it was sent.
            assertTrue(
                    element > last[sender],
                    "element " + element + " after " + last[sender] + " of sender " + sender);
            last[sender] = element;
            taken++;
        }
    }

    /** A ring of coroutines on two schedulers; what goes in comes out once after each round. */
    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Setup#twin")
    void elementsGoRoundARingAcrossSchedulers(Setup setup) throws Exception {
        int hops = 20;
        int rounds = 50;
        try (Rig rig = new Rig(setup.machine().unchecked());
                Rig other = new Rig(setup.machine().unchecked())) {
            List<Channel<Integer>> ring = new ArrayList<>();
            for (int i = 0; i <= hops; i++) {
                ring.add(setup.form().open("ring " + i));
            }
            List<Coroutine<Void>> relays = new ArrayList<>();
            for (int i = 0; i < hops; i++) {
                Channel<Integer> in = ring.get(i);
                Channel<Integer> out = ring.get(i + 1);
                relays.add(
                        (i % 2 == 0 ? rig : other)
                                .launch(
                                        "relay",
                                        () -> {
                                            for (int k = 0; k < rounds; k++) {
                                                out.send(in.receive() + 1);
                                            }
                                        }));
            }
            int value = 0;
            for (int k = 0; k < rounds; k++) {
                ring.get(0).send(value);
                value = ring.get(hops).receive();
            }
            assertEquals(hops * rounds, value);
            for (Coroutine<Void> relay : relays) {
                Rig.get(relay);
            }
        }
    }
}
