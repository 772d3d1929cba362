// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.switcher.ContextSwitcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Random work on several schedulers at once: whatever was launched ends, each in its own way. */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StressTest {

    private static final int DRIVERS = 2;
    private static final int STEPS = 2_000;

    /** A launched coroutine and what it must answer; null if it must fail. */
    private record Launched(Coroutine<Integer> coroutine, Integer expected) {}

    /** What one driver does, and what it holds. */
    private static final class Driver {
        private final SplittableRandom random;
        private final List<Rig> rigs;
        private final Queue<Coroutine<Integer>> children;
        private final List<Launched> launched = new ArrayList<>();
        private final List<Gate> gates = new ArrayList<>();
        private final List<CompletableFuture<Integer>> futures = new ArrayList<>();

        Driver(SplittableRandom random, List<Rig> rigs, Queue<Coroutine<Integer>> children) {
            this.random = random;
            this.rigs = rigs;
            this.children = children;
        }

        Rig rig() {
            return rigs.get(random.nextInt(rigs.size()));
        }

        <T> T any(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        List<Launched> drive() {
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            gates.forEach(Gate::open);
            futures.forEach(future -> future.complete(1));
            return launched;
        }

        void step() {
            launch(random.nextInt(1_000_000));
            if (random.nextInt(4) == 0) {
                any(launched).coroutine().cancel();
            }
            if (random.nextInt(3) == 0 && !gates.isEmpty()) {
                any(gates).nudge();
            }
            if (random.nextInt(3) == 0 && !gates.isEmpty()) {
                gates.remove(random.nextInt(gates.size())).open();
            }
            if (random.nextInt(3) == 0 && !futures.isEmpty()) {
                futures.remove(random.nextInt(futures.size())).complete(1);
            }
        }

        void launch(int value) {
            Rig rig = rig();
            switch (random.nextInt(7)) {
                case 0 -> add(rig.call("answers", () -> value), value);
                case 1 -> {
                    Gate gate = new Gate();
                    gates.add(gate);
                    add(
                            rig.call(
                                    "waits",
                                    () -> {
                                        gate.await();
                                        return value;
                                    }),
                            value);
                }
                case 2 -> {
                    long nanos = random.nextLong(1_500_000);
                    add(rig.call("sleeps", () -> sleep(nanos, value)), value);
                }
                case 3 -> {
                    Rig other = rig();
                    long nanos = random.nextLong(300_000);
                    add(
                            rig.call(
                                    "parent",
                                    () -> {
                                        Coroutine<Integer> child =
                                                other.call("child", () -> sleep(nanos, value));
                                        children.add(child);
                                        return child.join();
                                    }),
                            value);
                }
                case 4 -> {
                    CompletableFuture<Integer> future = new CompletableFuture<>();
                    futures.add(future);
                    add(rig.call("awaits", () -> Parker.await(future) + value), value + 1);
                }
                case 5 -> {
                    long nanos = random.nextLong(300_000);
                    add(
                            rig.call(
                                    "fails",
                                    () -> {
                                        throw new IOException("" + sleep(nanos, value));
                                    }),
                            null);
                }
                default -> {
                    // Two that hand a turn to one another; a cancel of one leaves the other to be
                    // cancelled.
                    Baton baton = new Baton();
                    Rig other = rig();
                    Coroutine<Integer> odd =
                            other.call("odd", () -> (int) (baton.play(1, 20) + value));
                    children.add(odd);
                    add(
                            rig.call(
                                    "even",
                                    () -> {
                                        try {
                                            return (int) (baton.play(0, 20) + value);
                                        } finally {
                                            if (Coroutine.current().isCancelRequested()) {
                                                odd.cancel();
                                            }
                                        }
                                    }),
                            90 + value);
                }
            }
        }

        void add(Coroutine<Integer> coroutine, Integer expected) {
            launched.add(new Launched(coroutine, expected));
        }
    }

    /** Sleeps in timed parks; gives up when cancelled. */
    private static int sleep(long nanos, int value) throws InterruptedException {
        Parker parker = Parker.current();
        long deadline = parker.nanoTime() + nanos;
        while (parker.nanoTime() - deadline < 0) {
            parker.checkStop();
            parker.parkUntil(Gate.REASON, deadline);
        }
        return value;
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#single")
    void whateverWasLaunchedEndsOnce(Machine machine) {
        Seeded.run(random -> stress(machine.switcher(), random));
    }

    private static void stress(ContextSwitcher switcher, SplittableRandom random) throws Exception {
        try (Rig one = new Rig(new Machine(switcher, 1));
                Rig two = new Rig(new Machine(switcher, 2));
                Rig eight = new Rig(new Machine(switcher, 8))) {
            List<Rig> rigs = List.of(one, two, eight);
            Queue<Coroutine<Integer>> children = new ConcurrentLinkedQueue<>();
            List<FutureTask<List<Launched>>> drivers = new ArrayList<>();
            for (int i = 0; i < DRIVERS; i++) {
                Driver driver = new Driver(random.split(), rigs, children);
                drivers.add(Rig.thread("driver", driver::drive));
            }
            int ended = 0;
            for (FutureTask<List<Launched>> driver : drivers) {
                for (Launched launched : Rig.get(driver)) {
                    check(launched);
                    ended++;
                }
            }
            assertEquals(DRIVERS * STEPS, ended);
            for (Coroutine<Integer> child : children) {
                Rig.ended(child);
                assertTrue(child.state() != CoroutineState.FAILED, child::toString);
                ended++;
            }
            long submitted = 0;
            for (Rig rig : rigs) {
                SchedulerCounters counters = rig.scheduler.counters();
                assertEquals(counters.submitted(), counters.completed(), counters::toString);
                assertEquals(List.of(), rig.scheduler.liveCoroutines());
                submitted += counters.submitted();
                rig.reports.clear(); // Joined or not when it ended: either may have come first.
            }
            assertEquals(ended, submitted);
        }
    }

    private static void check(Launched launched) throws Exception {
        Coroutine<Integer> coroutine = launched.coroutine();
        switch (Rig.ended(coroutine)) {
            case COMPLETED -> assertEquals(launched.expected(), coroutine.join());
            case CANCELLED -> assertTrue(coroutine.isCancelRequested(), coroutine::toString);
            case FAILED -> {
                try {
                    coroutine.join();
                } catch (ExecutionException e) {
                    if (launched.expected() != null || !(e.getCause() instanceof IOException)) {
                        throw e;
                    }
                }
            }
            default -> throw new AssertionError("not ended: " + coroutine);
        }
    }
}
