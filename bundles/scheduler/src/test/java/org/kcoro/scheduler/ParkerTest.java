// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ParkerTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    private static final WaitReason REASON = new WaitReason("test", "parker");
    private static final long HOUR = 3_600_000_000_000L;

    // Coroutines.

    @ParameterizedTest
    @MethodSource(ALL)
    void anUnparkBeforeTheParkIsKept(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            assertEquals("returned", rig.in(ParkerTest::unparkAndPark));
        }
    }

    private static String unparkAndPark() {
        for (int i = 0; i < 1_000; i++) {
            Parker parker = Parker.current();
            parker.unpark();
            parker.park(REASON);
            parker.unpark();
            parker.parkUntil(REASON, parker.nanoTime() + HOUR);
        }
        return "returned";
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void manyUnparksBeforeAParkCountAsOne(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            List<String> steps = new ArrayList<>();
            AtomicReference<Parker> parker = new AtomicReference<>();
            Coroutine<Void> coroutine =
                    rig.launch(
                            "parks twice",
                            () -> {
                                parker.set(Parker.current());
                                for (int i = 0; i < 3; i++) {
                                    parker.get().unpark();
                                }
                                parker.get().park(REASON);
                                steps.add("first");
                                parker.get().park(REASON);
                                steps.add("second");
                            });
            rig.settle();
            assertEquals(List.of("first"), steps);
            assertEquals(CoroutineState.PARKED, coroutine.state());
            assertEquals(REASON, coroutine.waitReason());
            parker.get().unpark();
            coroutine.join();
            assertEquals(List.of("first", "second"), steps);
        }
    }

    /** Nobody wakes these: what returns before its deadline was woken too early. */
    @ParameterizedTest
    @MethodSource(ALL)
    void aTimedParkEndsAndNeverTooEarly(Machine machine) {
        Seeded.run(
                random -> {
                    try (Rig rig = new Rig(machine)) {
                        List<Coroutine<Long>> coroutines = new ArrayList<>();
                        for (int i = 0; i < 300; i++) {
                            long nanos = random.nextLong(-1_000_000, 20_000_000);
                            coroutines.add(rig.call("sleeps", () -> overslept(nanos)));
                        }
                        for (Coroutine<Long> coroutine : coroutines) {
                            long late = coroutine.join();
                            assertTrue(late >= 0, () -> "too early by " + -late + " ns");
                        }
                    }
                });
    }

    private static long overslept(long nanos) {
        Parker parker = Parker.current();
        long deadline = parker.nanoTime() + nanos;
        parker.parkUntil(REASON, deadline);
        return parker.nanoTime() - deadline;
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void timedParksFollowOneAnotherInOneCoroutine(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            rig.in(
                    () -> {
                        SplittableRandom random = new SplittableRandom(1);
                        for (int i = 0; i < 10; i++) {
                            long late = overslept(random.nextLong(2_000_000));
                            assertTrue(late >= 0, () -> "too early by " + -late + " ns");
                        }
                        return null;
                    });
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void anUnparkEndsATimedParkLongBeforeItsDeadline(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Baton baton = new Baton();
            Coroutine<Boolean> coroutine =
                    rig.call(
                            "parks for an hour",
                            () -> {
                                Parker parker = Parker.current();
                                long deadline = parker.nanoTime() + HOUR;
                                AtomicReference<Boolean> done = new AtomicReference<>(false);
                                Coroutine<Void> waker =
                                        rig.launch(
                                                "wakes",
                                                () -> {
                                                    baton.take(0);
                                                    done.set(true);
                                                    parker.unpark();
                                                });
                                while (!done.get()) {
                                    parker.parkUntil(REASON, deadline);
                                }
                                waker.join();
                                return parker.nanoTime() - deadline < 0;
                            });
            assertTrue(coroutine.join());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void pairsHandTurnsToOneAnotherAcrossTheWorkers(Machine machine) throws Exception {
        int pairs = 50;
        int rounds = 200;
        try (Rig rig = new Rig(machine)) {
            assertEquals(pairs * Baton.sumOf(rounds), playPairs(rig, rig, pairs, rounds));
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void pairsHandTurnsToOneAnotherAcrossSchedulers(Machine machine) throws Exception {
        int pairs = 20;
        int rounds = 200;
        try (Rig rig = new Rig(machine);
                Rig other = new Rig(machine)) {
            assertEquals(pairs * Baton.sumOf(rounds), playPairs(rig, other, pairs, rounds));
        }
    }

    private static long playPairs(Rig evens, Rig odds, int pairs, int rounds) throws Exception {
        List<Coroutine<Long>> players = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            Baton baton = new Baton();
            players.add(evens.call("even", () -> baton.play(0, rounds)));
            players.add(odds.call("odd", () -> baton.play(1, rounds)));
        }
        long sum = 0;
        for (Coroutine<Long> player : players) {
            sum += player.join();
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void coroutinesAndThreadsHandTurnsToOneAnother(Machine machine) throws Exception {
        int rounds = 1_000;
        try (Rig rig = new Rig(machine)) {
            Baton first = new Baton();
            Baton second = new Baton();
            Baton third = new Baton();
            FutureTask<Long> platform = Rig.thread("even", () -> first.play(0, rounds));
            Coroutine<Long> coroutine = rig.call("odd", () -> first.play(1, rounds));
            FutureTask<Long> virtual = Rig.virtualThread("even", () -> second.play(0, rounds));
            Coroutine<Long> another = rig.call("odd", () -> second.play(1, rounds));
            FutureTask<Long> even = Rig.thread("even", () -> third.play(0, rounds));
            FutureTask<Long> odd = Rig.virtualThread("odd", () -> third.play(1, rounds));
            assertEquals(Baton.sumOf(rounds), Rig.get(platform) + coroutine.join());
            assertEquals(Baton.sumOf(rounds), Rig.get(virtual) + another.join());
            assertEquals(Baton.sumOf(rounds), Rig.get(even) + Rig.get(odd));
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void eachOneThatWaitsHasItsOwnParker(Machine machine) throws Exception {
        Parker here = Parker.current();
        assertSame(here, Parker.current());
        try (Rig rig = new Rig(machine)) {
            Parker first =
                    rig.in(
                            () -> {
                                Parker parker = Parker.current();
                                unparkAndPark();
                                assertSame(parker, Parker.current());
                                return parker;
                            });
            Parker second = rig.in(Parker::current);
            assertNotSame(first, second);
            assertNotSame(here, first);
        }
        assertNotSame(here, Rig.get(Rig.thread("other", Parker::current)));
    }

    // Deadlines.

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aDeadlineAfterNothingOrLessIsNow(long nanos) {
        Parker parker = Parker.current();
        long before = parker.nanoTime();
        long deadline = parker.deadlineAfter(Duration.ofNanos(nanos));
        assertTrue(deadline - before >= 0);
        assertTrue(deadline - parker.nanoTime() <= 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000_000_000})
    void aDeadlineLiesItsDurationAhead(long nanos) {
        Parker parker = Parker.current();
        long before = parker.nanoTime();
        long deadline = parker.deadlineAfter(Duration.ofNanos(nanos));
        assertTrue(deadline - before >= nanos);
        assertTrue(deadline - parker.nanoTime() <= nanos);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FOREVER", "ERAS", "MILLENNIA"})
    void aDeadlineTooFarAheadIsFarAhead(ChronoUnit unit) {
        Parker parker = Parker.current();
        long ahead = parker.deadlineAfter(unit.getDuration()) - parker.nanoTime();
        assertTrue(ahead > 24 * HOUR, () -> "only " + ahead + " ns");
        long behind = parker.deadlineAfter(unit.getDuration().negated()) - parker.nanoTime();
        assertTrue(behind <= 0, () -> "ahead by " + behind + " ns");
    }

    // Threads.

    private static List<FutureTask<?>> both(Callable<?> body) {
        return List.of(Rig.thread("platform", body), Rig.virtualThread("virtual", body));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aThreadParksAsACoroutineDoes(boolean virtual) throws Exception {
        Callable<String> body =
                () -> {
                    unparkAndPark();
                    SplittableRandom random = new SplittableRandom(1);
                    int early = 0;
                    for (int i = 0; i < 20; i++) {
                        early += overslept(random.nextLong(-1_000, 1_500_000)) < 0 ? 1 : 0;
                    }
                    // A thread may return spuriously, so a few prove nothing; a rule does.
                    assertTrue(early < 10, early + " of 20 were early");
                    return "ended";
                };
        assertEquals(
                "ended", Rig.get(virtual ? Rig.virtualThread("t", body) : Rig.thread("t", body)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptEndsEveryWaitOfAThread(boolean virtual) throws Exception {
        CompletableFuture<String> never = new CompletableFuture<>();
        List<Callable<Object>> waits =
                List.of(
                        () -> Parker.await(never),
                        () -> {
                            new Gate().await();
                            return null;
                        },
                        () -> {
                            Parker parker = Parker.current();
                            long deadline = parker.nanoTime() + HOUR;
                            while (true) {
                                parker.checkStop();
                                parker.parkUntil(REASON, deadline);
                            }
                        });
        for (Callable<Object> wait : waits) {
            for (int i = 0; i < 20; i++) {
                CountDownLatch begun = new CountDownLatch(1);
                AtomicReference<Thread> waiting = new AtomicReference<>();
                Callable<Boolean> body =
                        () -> {
                            waiting.set(Thread.currentThread());
                            begun.countDown();
                            assertThrows(InterruptedException.class, wait::call);
                            return Thread.currentThread().isInterrupted();
                        };
                FutureTask<Boolean> task =
                        virtual ? Rig.virtualThread("waits", body) : Rig.thread("waits", body);
                begun.await();
                waiting.get().interrupt();
                assertFalse(Rig.get(task), "the flag is consumed");
            }
        }
        assertFalse(never.isDone());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptBeforeTheWaitIsSeenByIt(boolean virtual) throws Exception {
        Callable<Object> body =
                () -> {
                    Thread.currentThread().interrupt();
                    assertThrows(InterruptedException.class, () -> new Gate().await());
                    assertFalse(Thread.currentThread().isInterrupted());
                    Parker.current().checkStop();
                    return null;
                };
        assertNull(Rig.get(virtual ? Rig.virtualThread("t", body) : Rig.thread("t", body)));
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aThreadOfAGateIsWokenAsACoroutineIs(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Gate gate = new Gate();
            Callable<String> body =
                    () -> {
                        gate.await();
                        return "through";
                    };
            List<FutureTask<?>> threads = both(body);
            Coroutine<String> coroutine = rig.call("waits", body);
            gate.nudge();
            gate.nudge();
            gate.open();
            for (FutureTask<?> thread : threads) {
                assertEquals("through", Rig.get(thread));
            }
            assertEquals("through", coroutine.join());
        }
    }
}
