// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

import org.kcoro.port.Port;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineState;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.WaitReason;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Senders and receivers on one channel of a simulated machine, which wait, try, time out, are
 * cancelled and find the channel closed, as random numbers will have it. It checks itself: an
 * element is received exactly once or is still in the channel if and only if its send succeeded,
 * those of one sender stay in order, and the counters say the same.
 */
final class SimulatedExchange {

    private static final int MAX_PEERS = 3;
    private static final int MAX_OPERATIONS = 4;

    /** Elements are numbered so that their sender shows. */
    private static final int SENDER_STEP = 100;

    /** A few steps of the machine, so that timeouts and hand-overs meet. */
    private static final int MAX_WAIT_NANOS = 1_500;

    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final WaitReason PAUSE = new WaitReason("pause", "exchange");

    private final Scheduler scheduler;
    private final Channel<Integer> channel;
    private final SplittableRandom random;
    private final List<Throwable> failures = new ArrayList<>();
    private final List<Coroutine<?>> coroutines = new ArrayList<>();
    private final List<Integer> given = new ArrayList<>();

    /** What each receiver has received, in its order. */
    private final List<List<Integer>> received = new ArrayList<>();

    private SimulatedExchange(Port port, Machine machine, Channel<Integer> channel) {
        this.channel = channel;
        random = new SplittableRandom(port.nextRandom());
        scheduler =
                Scheduler.builder()
                        .name("simulated")
                        .port(port)
                        .switcher(machine.switcher())
                        .workers(machine.workers())
                        .failureHandler((coroutine, failure) -> failures.add(failure))
                        .build();
    }

    /** Runs the exchange that a port's random numbers describe. */
    static void run(Port port, Machine machine, Channel<Integer> channel)
            throws InterruptedException {
        new SimulatedExchange(port, machine, channel).run();
    }

    private void run() throws InterruptedException {
        int senders = 1 + random.nextInt(MAX_PEERS);
        int receivers = 1 + random.nextInt(MAX_PEERS);
        for (int i = 0; i < Math.max(senders, receivers); i++) {
            if (i < senders) {
                launchSender(i);
            }
            if (i < receivers) {
                launchReceiver();
            }
        }
        int cancels = random.nextInt(3);
        for (int i = 0; i < cancels; i++) {
            launchCancel();
        }
        // Always, for those that wait without a deadline.
        long pause = random.nextLong(4 * MAX_WAIT_NANOS);
        coroutines.add(
                scheduler.launch(
                        "closes",
                        () -> {
                            pause(pause);
                            channel.close();
                        }));
        for (Coroutine<?> coroutine : coroutines) {
            awaitEnd(coroutine);
        }
        assertEquals(List.of(), scheduler.shutdown(PATIENCE), "left after shutdown");
        assertEquals(List.of(), failures);
        drain();
        check();
    }

    private void launchSender(int sender) {
        SplittableRandom own = random.split();
        coroutines.add(
                scheduler.launch(
                        "sends-" + sender,
                        () -> {
                            int operations = 1 + own.nextInt(MAX_OPERATIONS);
                            for (int i = 0; i < operations; i++) {
                                int element = sender * SENDER_STEP + i;
                                if (send(element, own)) {
                                    given.add(element);
                                }
                            }
                        }));
    }

    private boolean send(int element, SplittableRandom own) throws InterruptedException {
        try {
            return switch (own.nextInt(4)) {
                case 0 -> channel.trySend(element);
                case 1 -> channel.sendOrClosed(element);
                case 2 -> channel.send(element, timeout(own));
                default -> {
                    pause(own.nextLong(MAX_WAIT_NANOS));
                    yield channel.send(element, timeout(own));
                }
            };
        } catch (ChannelClosedException e) {
            return false;
        }
    }

    private void launchReceiver() {
        SplittableRandom own = random.split();
        List<Integer> mine = new ArrayList<>();
        received.add(mine);
        coroutines.add(
                scheduler.launch(
                        "receives",
                        () -> {
                            int operations = 1 + own.nextInt(MAX_OPERATIONS);
                            for (int i = 0; i < operations; i++) {
                                Integer element = receive(own);
                                if (element != null) {
                                    mine.add(element);
                                }
                            }
                        }));
    }

    private Integer receive(SplittableRandom own) throws InterruptedException {
        try {
            return switch (own.nextInt(4)) {
                case 0 -> channel.tryReceive();
                case 1 -> channel.receiveOrClosed();
                case 2 -> channel.receive(timeout(own));
                default -> {
                    pause(own.nextLong(MAX_WAIT_NANOS));
                    yield channel.receive(timeout(own));
                }
            };
        } catch (ChannelClosedException e) {
            return null;
        }
    }

    private void launchCancel() {
        Coroutine<?> victim = coroutines.get(random.nextInt(coroutines.size()));
        long pause = random.nextLong(MAX_WAIT_NANOS);
        coroutines.add(
                scheduler.launch(
                        "cancels",
                        () -> {
                            pause(pause);
                            victim.cancel();
                        }));
    }

    private static Duration timeout(SplittableRandom own) {
        return Duration.ofNanos(1 + own.nextInt(MAX_WAIT_NANOS));
    }

    private static void pause(long nanos) throws InterruptedException {
        Parker parker = Parker.current();
        parker.checkStop();
        parker.parkUntil(PAUSE, parker.nanoTime() + nanos);
    }

    private static void awaitEnd(Coroutine<?> coroutine) throws InterruptedException {
        try {
            coroutine.join();
        } catch (CancellationException e) {
            assertEquals(CoroutineState.CANCELLED, coroutine.state());
        } catch (ExecutionException e) {
            throw new AssertionError(coroutine + " failed", e.getCause());
        }
    }

    /** What is left in the closed channel. */
    private void drain() throws InterruptedException {
        channel.close();
        List<Integer> left = new ArrayList<>();
        received.add(left);
        for (Integer e = channel.receiveOrClosed(); e != null; e = channel.receiveOrClosed()) {
            left.add(e);
        }
    }

    private void check() {
        List<Integer> all = new ArrayList<>();
        for (List<Integer> mine : received) {
            all.addAll(mine);
            Map<Integer, Integer> last = new HashMap<>();
            for (int element : mine) {
                Integer before = last.put(element / SENDER_STEP, element);
                assertTrue(before == null || before < element, () -> "out of order: " + mine);
            }
        }
        all.sort(null);
        given.sort(null);
        assertEquals(given, all, "elements given, and received");
        ChannelSnapshot snapshot = channel.snapshot();
        assertEquals(given.size(), snapshot.sends(), snapshot::toString);
        assertEquals(given.size(), snapshot.recvs(), snapshot::toString);
        assertEquals(0, snapshot.depth(), snapshot::toString);
        assertEquals(0, snapshot.waitingSenders(), snapshot::toString);
        assertEquals(0, snapshot.waitingReceivers(), snapshot::toString);
    }
}
