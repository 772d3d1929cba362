// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ResizeTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    private static void awaitWorkers(Rig rig, int count) {
        while (rig.liveWorkers() != count) {
            Thread.yield();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void workersComeAndGo(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            for (int count : new int[] {4, 1, 7, 7, 2, 1, machine.workers()}) {
                rig.scheduler.resize(count);
                assertEquals(count, rig.scheduler.workers());
                // Nothing is bound: they end.
                awaitWorkers(rig, count);
                assertEquals("runs", rig.in(() -> "runs"));
            }
        }
    }

    /** Those that wait, bound to a worker that goes, finish on it; then it ends. */
    @ParameterizedTest
    @MethodSource(ALL)
    void whatIsBoundFinishes(Machine machine) throws Exception {
        int pairs = 20;
        int rounds = machine.is("virtual-thread") ? 200 : 50;
        try (Rig rig = new Rig(machine)) {
            rig.scheduler.resize(8);
            List<Coroutine<Long>> players = new ArrayList<>();
            List<Gate> gates = new ArrayList<>();
            for (int i = 0; i < pairs; i++) {
                Baton baton = new Baton();
                Gate gate = new Gate();
                gates.add(gate);
                players.add(
                        rig.call(
                                "even",
                                () -> {
                                    gate.await();
                                    return baton.play(0, rounds);
                                }));
                players.add(
                        rig.call(
                                "odd",
                                () -> {
                                    gate.await();
                                    return baton.play(1, rounds);
                                }));
            }
            gates.subList(0, pairs / 2).forEach(Gate::open);
            rig.scheduler.resize(1);
            gates.subList(pairs / 2, pairs).forEach(Gate::open);
            long sum = 0;
            for (Coroutine<Long> player : players) {
                sum += player.join();
            }
            assertEquals(pairs * Baton.sumOf(rounds), sum);
            awaitWorkers(rig, 1);
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void confinedOnesStayTogether(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            rig.scheduler.resize(8);
            Dispatcher confined = rig.scheduler.confined("alone");
            int[] plain = new int[1];
            AtomicBoolean stop = new AtomicBoolean();
            Gate gate = new Gate();
            Coroutine<Thread> keeps =
                    confined.launch(
                            "keeps its worker",
                            () -> {
                                gate.await();
                                return Thread.currentThread();
                            });
            FutureTask<Void> resizing =
                    Rig.thread(
                            "resizes",
                            () -> {
                                for (int i = 0; !stop.get(); i++) {
                                    rig.scheduler.resize(1 + i % 8);
                                    Thread.yield();
                                }
                                return null;
                            });
            List<Coroutine<Thread>> others = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                others.add(
                        confined.launch(
                                "adds",
                                () -> {
                                    plain[0]++;
                                    Coroutine.yield();
                                    plain[0]++;
                                    return Thread.currentThread();
                                }));
            }
            gate.open();
            Thread worker = keeps.join();
            for (Coroutine<Thread> other : others) {
                other.join();
            }
            stop.set(true);
            Rig.get(resizing);
            assertEquals(600, plain[0]);
            // Those launched while it lived ran where it did.
            assertEquals(worker, others.get(0).join());
        }
    }

    /** Launches, waits and wake-ups while the number of workers changes at random. */
    @ParameterizedTest
    @MethodSource(ALL)
    void nothingIsLostUnderLoad(Machine machine) {
        Seeded.run(
                random -> {
                    try (Rig rig = new Rig(machine)) {
                        AtomicBoolean stop = new AtomicBoolean();
                        FutureTask<Integer> resizing =
                                Rig.thread(
                                        "resizes",
                                        () -> {
                                            int times = 0;
                                            while (!stop.get() || times < 50) {
                                                rig.scheduler.resize(1 + random.nextInt(8));
                                                times++;
                                                Thread.yield();
                                            }
                                            return times;
                                        });
                        int rounds = Effort.of(machine.is("virtual-thread") ? 6 : 2, 200);
                        long launched = 0;
                        for (int round = 0; round < rounds; round++) {
                            launched += load(rig);
                        }
                        stop.set(true);
                        assertTrue(Rig.get(resizing) >= 50);
                        SchedulerCounters counters = rig.scheduler.counters();
                        assertEquals(launched, counters.submitted());
                        rig.scheduler.resize(machine.workers());
                        awaitWorkers(rig, machine.workers());
                        // The counters of those that ended are kept.
                        SchedulerCounters later = rig.scheduler.counters();
                        assertTrue(later.stealProbes() >= counters.stealProbes());
                        assertTrue(later.injectionPulls() >= counters.injectionPulls());
                        assertTrue(later.fastPathHits() >= counters.fastPathHits());
                    }
                });
    }

    private static long load(Rig rig) throws Exception {
        int pairs = 30;
        int rounds = 30;
        List<Coroutine<Long>> players = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            Baton baton = new Baton();
            players.add(
                    rig.call(
                            "even",
                            () -> {
                                Coroutine<Long> odd = rig.call("odd", () -> baton.play(1, rounds));
                                return baton.play(0, rounds) + odd.join();
                            }));
        }
        for (Coroutine<Long> player : players) {
            assertEquals(Baton.sumOf(rounds), player.join());
        }
        return 2L * pairs;
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aCountOutOfRangeIsRefusedByName(Machine machine) {
        try (Rig rig = new Rig(machine)) {
            for (int count : new int[] {0, -1, 257, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
                String message =
                        assertThrows(
                                        IllegalArgumentException.class,
                                        () -> rig.scheduler.resize(count))
                                .getMessage();
                assertTrue(message.contains("workers is " + count), message);
                assertTrue(message.contains("256"), message);
            }
            assertEquals(1, rig.scheduler.workers());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void afterShutdownItIsRefused(Machine machine) {
        Rig rig = new Rig(machine);
        rig.shutdown();
        String message =
                assertThrows(IllegalStateException.class, () -> rig.scheduler.resize(2))
                        .getMessage();
        assertTrue(message.contains(rig.scheduler.name()), message);
        assertTrue(message.contains("resized"), message);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void resizeMeetsShutdown(Machine machine) throws Exception {
        for (int round = 0; round < 20; round++) {
            Rig rig = new Rig(machine);
            for (int i = 0; i < 20; i++) {
                rig.launch("waits", new Gate()::await);
            }
            FutureTask<Void> resizing =
                    Rig.thread(
                            "resizes",
                            () -> {
                                try {
                                    for (int i = 0; ; i++) {
                                        rig.scheduler.resize(1 + i % 8);
                                    }
                                } catch (IllegalStateException e) {
                                    return null;
                                }
                            });
            rig.shutdown();
            Rig.get(resizing);
        }
    }
}
