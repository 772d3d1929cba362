// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;

import org.kcoro.channels.internal.Invariants;
import org.kcoro.port.Port;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineState;
import org.kcoro.scheduler.Latch;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.WaitReason;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Senders and receivers, coroutines and threads, on two channels of a simulated machine. They wait,
 * try, time out, are stopped, reserve, select and find the channels closed, as random numbers will
 * have it; {@link ExchangeFates} then says whether each element has had one fate.
 */
final class SimulatedExchange {

    private static final int MAX_PEERS = 3;
    private static final int MAX_OPERATIONS = 4;

    /** A few steps of the machine, so that timeouts and hand-overs meet. */
    static final int MAX_WAIT_NANOS = 1_500;

    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final WaitReason PAUSE = new WaitReason("pause", "exchange");

    private final Port port;
    private final Scheduler scheduler;
    private final SplittableRandom random;
    private final ExchangeFates fates;
    private final List<Channel<Integer>> channels = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final List<Coroutine<?>> coroutines = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Latch> ends = new ArrayList<>();

    /** Makes a channel of the exchange. */
    private interface Opener {
        Channel<Integer> open(String name, ExchangeFates fates);
    }

    private SimulatedExchange(Port port, Machine machine, Opener opener) {
        this.port = port;
        random = new SplittableRandom(port.nextRandom());
        fates = new ExchangeFates(random.nextInt(3) == 0);
        channels.add(opener.open("first", fates));
        channels.add(opener.open("second", fates));
        scheduler =
                Scheduler.builder()
                        .name("simulated")
                        .port(port)
                        .switcher(machine.unchecked().switcher())
                        .workers(machine.workers())
                        .failureHandler((coroutine, failure) -> failures.add(failure))
                        .build();
    }

    /** Runs the exchange that a port's random numbers describe. */
    static void run(Port port, Machine machine, Form form) throws InterruptedException {
        run(port, machine, form, UnaryOperator.identity());
    }

    /**
     * Runs it on channels that are not what they should be.
     *
     * @param wrapper plants a fault in a channel
     */
    static void run(Port port, Machine machine, Form form, UnaryOperator<Channel<Integer>> wrapper)
            throws InterruptedException {
        new SimulatedExchange(
                        port,
                        machine,
                        (name, fates) -> wrapper.apply(byReference(port, form, name, fates)))
                .run();
    }

    /** Runs it on one channel that keeps its elements by value, and one that does not. */
    static void runMixed(Port port, Machine machine, Form form) throws InterruptedException {
        new SimulatedExchange(
                        port,
                        machine,
                        (name, fates) ->
                                name.equals("first")
                                        ? byValue(port, form, name, new Numbered.Given(), fates)
                                        : byReference(port, form, name, fates))
                .run();
    }

    /** Runs it on two channels that keep their elements by value. */
    static void runByValue(Port port, Machine machine, Form form, FlyweightLayout<Numbered> layout)
            throws InterruptedException {
        new SimulatedExchange(
                        port, machine, (name, fates) -> byValue(port, form, name, layout, fates))
                .run();
    }

    private static Channel<Integer> byReference(
            Port port, Form form, String name, ExchangeFates fates) {
        return form.<Integer>builder(name).port(port).onUndelivered(fates::undelivered).build();
    }

    private static Channel<Integer> byValue(
            Port port,
            Form form,
            String name,
            FlyweightLayout<Numbered> layout,
            ExchangeFates fates) {
        return new ByValue(
                form.<Numbered>builder(name)
                        .port(port)
                        .onUndelivered(element -> fates.undelivered(ByValue.number(element)))
                        .buildFlyweights(layout));
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
        int stops = random.nextInt(3);
        for (int i = 0; i < stops; i++) {
            launchStop();
        }
        for (Channel<Integer> channel : channels) {
            launchClose(channel);
        }
        for (Coroutine<?> coroutine : coroutines) {
            awaitEnd(coroutine);
        }
        for (Latch end : ends) {
            end.await();
        }
        assertEquals(List.of(), scheduler.shutdown(PATIENCE), "left after shutdown");
        assertEquals(List.of(), failures);
        fates.check(channels);
    }

    /** Starts one that takes part: a coroutine, or now and then a thread. */
    private void start(String name, Peer peer) {
        if (random.nextInt(4) > 0) {
            coroutines.add(scheduler.launch(name, peer::run));
            return;
        }
        Latch end = new Latch("end of " + name, 1);
        Thread thread =
                port.newThread(
                        name,
                        () -> {
                            try {
                                peer.run();
                            } catch (InterruptedException e) {
                                // It was stopped.
                            } catch (Throwable e) {
                                failures.add(e);
                            } finally {
                                end.countDown();
                            }
                        });
        threads.add(thread);
        ends.add(end);
        thread.start();
    }

    private void launchSender(int sender) {
        SplittableRandom own = random.split();
        start("sends-" + sender, new SimulatedSender(sender, channels, fates, own));
    }

    private void launchReceiver() {
        start("receives", new SimulatedReceiver(channels, fates, random.split()));
    }

    private void launchStop() {
        int victims = coroutines.size() + threads.size();
        int victim = random.nextInt(victims);
        Runnable stop =
                victim < coroutines.size()
                        ? coroutines.get(victim)::cancel
                        : threads.get(victim - coroutines.size())::interrupt;
        long pause = random.nextLong(MAX_WAIT_NANOS);
        coroutines.add(
                scheduler.launch(
                        "stops",
                        () -> {
                            pause(pause);
                            stop.run();
                        }));
    }

    /** Always, for those that wait without a deadline. */
    private void launchClose(Channel<Integer> channel) {
        long pause = random.nextLong(4 * MAX_WAIT_NANOS);
        int how = random.nextInt(3);
        coroutines.add(
                scheduler.launch(
                        "closes",
                        () -> {
                            pause(pause);
                            switch (how) {
                                case 0 -> channel.close();
                                case 1 -> channel.close(new Exception("planned"));
                                default -> channel.cancel(null);
                            }
                        }));
    }

    static void pause(long nanos) throws InterruptedException {
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

    /** What one that takes part does. */
    abstract static class Peer {
        final List<Channel<Integer>> channels;
        final ExchangeFates fates;
        final SplittableRandom random;

        Peer(List<Channel<Integer>> channels, ExchangeFates fates, SplittableRandom random) {
            this.channels = channels;
            this.fates = fates;
            this.random = random;
        }

        final void run() throws InterruptedException {
            int operations = 1 + random.nextInt(MAX_OPERATIONS);
            for (int i = 0; i < operations; i++) {
                if (random.nextInt(4) == 0) {
                    pause(random.nextLong(MAX_WAIT_NANOS));
                }
                try {
                    operate(i, random.nextInt(channels.size()));
                } catch (ChannelClosedException e) {
                    // Nothing was done.
                }
                channels.forEach(channel -> Invariants.check(ByValue.unwrapped(channel)));
            }
        }

        /**
         * Does one operation.
         *
         * @param number the how manieth it is
         * @param channel the index of a channel
         */
        abstract void operate(int number, int channel) throws InterruptedException;

        final Duration timeout() {
            return Duration.ofNanos(1 + random.nextInt(MAX_WAIT_NANOS));
        }

        /** One round of a select; null where it had to wait too long. */
        final Clause chosen(Select select) throws InterruptedException {
            return switch (random.nextInt(3)) {
                case 0 -> select.tryNow();
                case 1 -> select.await(timeout());
                default -> select.await();
            };
        }
    }
}
