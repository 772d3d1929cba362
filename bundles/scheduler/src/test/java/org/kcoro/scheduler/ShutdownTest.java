// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShutdownTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long HOUR = 3_600_000_000_000L;

    private final NotingPort port = new NotingPort();

    private Scheduler scheduler(Machine machine) {
        return Scheduler.builder()
                .name("stops")
                .switcher(machine.switcher())
                .workers(machine.workers())
                .port(port)
                .failureHandler((coroutine, failure) -> {})
                .build();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void thoseThatWaitForEverAreCancelled(Machine machine) throws Exception {
        int count = 100;
        try (Scheduler scheduler = scheduler(machine)) {
            List<Coroutine<Void>> coroutines = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                coroutines.add(scheduler.launch("waits for ever", new Gate()::await));
            }
            assertEquals(List.of(), scheduler.shutdown(PATIENCE));
            for (Coroutine<Void> coroutine : coroutines) {
                assertEquals(CoroutineState.CANCELLED, coroutine.state());
                assertThrows(CancellationException.class, coroutine::join);
            }
            assertEquals(List.of(), scheduler.liveCoroutines());
            assertEquals(count, scheduler.counters().completed());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void allItsThreadsEnd(Machine machine) throws Exception {
        try (Scheduler scheduler = scheduler(machine)) {
            // A timer starts the thread that watches.
            Coroutine<Void> timed =
                    scheduler.launch(
                            "sleeps",
                            () -> {
                                Parker parker = Parker.current();
                                parker.parkUntil(Gate.REASON, parker.nanoTime() + 1_000_000);
                            });
            timed.join();
            assertEquals(machine.workers() + 1, port.threads().size(), port.threads()::toString);
            for (Thread thread : port.threads()) {
                assertTrue(thread.isAlive(), thread::toString);
                assertTrue(thread.getName().startsWith("stops-"), thread::toString);
            }
            scheduler.shutdown(PATIENCE);
            for (Thread thread : port.threads()) {
                thread.join();
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void whatHasEndedStaysAsItIs(Machine machine) throws Exception {
        try (Scheduler scheduler = scheduler(machine)) {
            Coroutine<String> coroutine = scheduler.launch("ends", () -> "result");
            coroutine.join();
            assertEquals(List.of(), scheduler.shutdown(PATIENCE));
            assertEquals(List.of(), scheduler.shutdown(Duration.ZERO), "and again");
            assertEquals("result", coroutine.join());
            assertFalse(coroutine.isCancelRequested());
        }
    }

    /** A coroutine that spins on a flag; the test lets it go at the end. */
    @ParameterizedTest
    @MethodSource(ALL)
    void oneThatIgnoresTheCancelIsReportedAsLeft(Machine machine) throws Exception {
        AtomicBoolean go = new AtomicBoolean();
        try (Scheduler scheduler = scheduler(machine)) {
            CountDownLatch spinning = new CountDownLatch(1);
            Coroutine<String> spinner =
                    scheduler.launch(
                            "ignores it",
                            () -> {
                                spinning.countDown();
                                while (!go.get()) {
                                    Thread.onSpinWait();
                                }
                                return "went";
                            });
            Coroutine<Void> waiter = scheduler.launch("waits", new Gate()::await);
            spinning.await();
            List<Coroutine<?>> left = scheduler.shutdown(Duration.ofMillis(50));
            assertTrue(left.contains(spinner), left::toString);
            assertTrue(spinner.isCancelRequested());
            assertEquals(CoroutineState.RUNNING, spinner.state());
            assertTrue(scheduler.liveCoroutines().contains(spinner));
            if (machine.workers() > 1) {
                // The other one has a worker, and needs no more than the time that it takes.
                assertEquals(CoroutineState.CANCELLED, Rig.ended(waiter));
                assertEquals(List.of(spinner), scheduler.shutdown(Duration.ZERO));
            }
            go.set(true);
            assertEquals("went", spinner.join());
            assertFalse(scheduler.liveCoroutines().contains(spinner));
        } finally {
            go.set(true);
        }
        for (Thread thread : port.threads()) {
            thread.join();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void oneThatParksAgainIsReportedAsLeftAndServedUntilItsEnd(Machine machine) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean open = new AtomicBoolean();
        Scheduler scheduler = scheduler(machine);
        Coroutine<String> stubborn =
                scheduler.launch(
                        "stubborn",
                        () -> {
                            begun.countDown();
                            Parker parker = Parker.current();
                            while (!open.get()) {
                                // It never asks whether it should stop.
                                parker.parkUntil(Gate.REASON, parker.nanoTime() + HOUR);
                            }
                            return "ended";
                        });
        begun.await();
        assertEquals(List.of(stubborn), scheduler.shutdown(Duration.ofMillis(20)));
        assertEquals(List.of(stubborn), scheduler.shutdown(Duration.ZERO), "and again");
        assertThrows(IllegalStateException.class, () -> scheduler.launch("late", () -> {}));
        assertFalse(stubborn.state().isDone());
        open.set(true);
        ((Parker) stubborn).unpark();
        assertEquals("ended", stubborn.join());
        assertEquals(CoroutineState.COMPLETED, stubborn.state());
        assertEquals(List.of(), scheduler.shutdown(Duration.ZERO));
        // Now that all have ended the threads do, too.
        for (Thread thread : port.threads()) {
            thread.join();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void anOwnCoroutineCannotShutItDown(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            String message =
                    rig.in(
                            () ->
                                    assertThrows(
                                                    IllegalStateException.class,
                                                    () -> rig.scheduler.shutdown(PATIENCE))
                                            .getMessage());
            assertTrue(message.contains(rig.scheduler.name()), message);
            rig.in(
                    () -> {
                        assertThrows(IllegalStateException.class, rig.scheduler::close);
                        return null;
                    });
            assertEquals("alive", rig.in(() -> "alive"));
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aCoroutineOfAnotherSchedulerCanShutItDown(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine);
                Rig other = new Rig(machine)) {
            Coroutine<Void> waiter = rig.launch("waits", new Gate()::await);
            assertEquals(List.of(), other.in(() -> rig.scheduler.shutdown(PATIENCE)));
            assertEquals(CoroutineState.CANCELLED, waiter.state());
            assertEquals("alive", other.in(() -> "alive"));
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void manyCanShutItDownAtOnce(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            for (int i = 0; i < 50; i++) {
                rig.launch("waits", new Gate()::await);
            }
            List<FutureTask<List<Coroutine<?>>>> shutdowns = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                shutdowns.add(Rig.thread("shuts down", () -> rig.scheduler.shutdown(PATIENCE)));
            }
            for (FutureTask<List<Coroutine<?>>> shutdown : shutdowns) {
                assertEquals(List.of(), Rig.get(shutdown));
            }
        }
    }

    /** Whoever is cancelled may still finish its work, on the workers. */
    @ParameterizedTest
    @MethodSource(ALL)
    void thoseThatCleanUpAreWaitedFor(Machine machine) throws Exception {
        int count = 20;
        AtomicInteger cleaned = new AtomicInteger();
        try (Scheduler scheduler = scheduler(machine)) {
            CountDownLatch begun = new CountDownLatch(count);
            for (int i = 0; i < count; i++) {
                scheduler.launch(
                        "cleans up",
                        () -> {
                            begun.countDown();
                            try {
                                new Gate().await();
                            } finally {
                                Parker parker = Parker.current();
                                for (int k = 0; k < 10; k++) {
                                    parker.unpark();
                                    parker.park(Gate.REASON);
                                }
                                cleaned.incrementAndGet();
                            }
                        });
            }
            begun.await();
            assertEquals(List.of(), scheduler.shutdown(PATIENCE));
            assertEquals(count, cleaned.get());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aLaunchInACancelledOneIsRefused(Machine machine) throws Exception {
        try (Scheduler scheduler = scheduler(machine)) {
            CountDownLatch begun = new CountDownLatch(1);
            AtomicBoolean refused = new AtomicBoolean();
            scheduler.launch(
                    "launches too late",
                    () -> {
                        begun.countDown();
                        try {
                            new Gate().await();
                        } catch (CancellationException e) {
                            assertThrows(
                                    IllegalStateException.class,
                                    () -> scheduler.launch("late", () -> {}));
                            refused.set(true);
                        }
                    });
            begun.await();
            assertEquals(List.of(), scheduler.shutdown(PATIENCE));
            assertTrue(refused.get());
            assertEquals(1, scheduler.counters().submitted());
        }
    }

    /** Whatever was launched ends; whatever was refused was never there. */
    @ParameterizedTest
    @MethodSource(ALL)
    void launchMeetsShutdown(Machine machine) throws Exception {
        int rounds = machine.workers() == 1 ? 8 : 25;
        for (int round = 0; round < rounds; round++) {
            try (Scheduler scheduler = scheduler(machine)) {
                CountDownLatch going = new CountDownLatch(1);
                FutureTask<List<Coroutine<?>>> launcher =
                        Rig.thread("launches", () -> launchAll(scheduler, going));
                going.await();
                assertEquals(List.of(), scheduler.shutdown(PATIENCE));
                List<Coroutine<?>> launched = Rig.get(launcher);
                for (Coroutine<?> coroutine : launched) {
                    assertTrue(coroutine.state().isDone(), coroutine::toString);
                }
                assertEquals(launched.size(), scheduler.counters().submitted());
                assertEquals(launched.size(), scheduler.counters().completed());
                assertEquals(List.of(), scheduler.liveCoroutines());
            }
        }
    }

    /** Launches until that is refused. */
    private static List<Coroutine<?>> launchAll(Scheduler scheduler, CountDownLatch going) {
        List<Coroutine<?>> launched = new ArrayList<>();
        try {
            while (true) {
                launched.add(scheduler.launch("waits", new Gate()::await));
                going.countDown();
            }
        } catch (IllegalStateException e) {
            assertTrue(e.getMessage().contains("shut down"), e::toString);
            return launched;
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void closeIsAShutdown(Machine machine) throws Exception {
        Coroutine<Void> waiter;
        try (Scheduler scheduler = scheduler(machine)) {
            waiter = scheduler.launch("waits", new Gate()::await);
        }
        assertEquals(CoroutineState.CANCELLED, Rig.ended(waiter));
        for (Thread thread : port.threads()) {
            thread.join();
        }
    }
}
