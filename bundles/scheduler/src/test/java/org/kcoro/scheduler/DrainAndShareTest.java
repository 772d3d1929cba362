// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Ends that let work finish, and schedulers that share their workers. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DrainAndShareTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final NotingPort port = new NotingPort();

    private Scheduler scheduler(Machine machine) {
        return Scheduler.builder()
                .name("whole")
                .switcher(machine.switcher())
                .workers(machine.workers())
                .port(port)
                .build();
    }

    private void awaitThreads() throws InterruptedException {
        for (Thread thread : port.threads()) {
            thread.join();
        }
    }

    // Drain.

    @ParameterizedTest
    @MethodSource(ALL)
    void aDrainLetsThoseThatRunFinish(Machine machine) throws Exception {
        Scheduler scheduler = scheduler(machine);
        Gate gate = new Gate();
        Coroutine<Integer> parent =
                scheduler.launch(
                        "parent",
                        () -> {
                            gate.await();
                            // Its own coroutines may still launch.
                            return scheduler.launch("child", () -> 7).join();
                        });
        FutureTask<List<Coroutine<?>>> drain =
                Rig.thread("drains", () -> scheduler.drain(PATIENCE, PATIENCE));
        String message = awaitRefusal(scheduler);
        assertTrue(message.contains("drained"), message);
        assertFalse(parent.state().isDone());
        gate.open();
        assertEquals(List.of(), Rig.get(drain));
        assertEquals(7, parent.join());
        assertFalse(parent.isCancelRequested());
        assertThrows(IllegalStateException.class, () -> scheduler.launch("late", () -> {}));
        awaitThreads();
    }

    /** Launches from outside until that is refused. */
    private static String awaitRefusal(Scheduler scheduler) {
        while (true) {
            try {
                scheduler.launch("from outside", () -> {});
                Thread.yield();
            } catch (IllegalStateException e) {
                return e.getMessage();
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void whoeverHasNotEndedByThenIsCancelled(Machine machine) throws Exception {
        Scheduler scheduler = scheduler(machine);
        Coroutine<Void> waits = scheduler.launch("waits", new Gate()::await);
        assertEquals(List.of(), scheduler.drain(Duration.ofMillis(5), PATIENCE));
        assertEquals(CoroutineState.CANCELLED, waits.state());
        assertThrows(CancellationException.class, waits::join);
        assertEquals(List.of(), scheduler.drain(PATIENCE, PATIENCE), "and again");
        awaitThreads();
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void anOwnCoroutineCannotDrainIt(Machine machine) throws Exception {
        try (Scheduler scheduler = scheduler(machine)) {
            String message =
                    scheduler
                            .launch(
                                    "drains",
                                    () ->
                                            assertThrows(
                                                            IllegalStateException.class,
                                                            () ->
                                                                    scheduler.drain(
                                                                            PATIENCE, PATIENCE))
                                                    .getMessage())
                            .join();
            assertTrue(message.contains("whole"), message);
            // It was not begun either.
            scheduler.launch("runs", () -> {}).join();
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aDrainRefusesOutsidersOfASharedOneToo(Machine machine) throws Exception {
        Scheduler scheduler = scheduler(machine);
        Scheduler share = scheduler.share("part");
        Gate gate = new Gate();
        Coroutine<Integer> ofShare =
                share.launch(
                        "parent",
                        () -> {
                            gate.await();
                            return share.launch("child", () -> 7).join();
                        });
        FutureTask<List<Coroutine<?>>> drain =
                Rig.thread("drains", () -> scheduler.drain(PATIENCE, PATIENCE));
        awaitRefusal(share);
        gate.open();
        assertEquals(List.of(), Rig.get(drain));
        assertEquals(7, ofShare.join());
        awaitThreads();
    }

    // Waiting without spinning.

    /** An interrupted thread neither spins nor loses its interrupt. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void anInterruptedThreadWaitsForTheEndToo(Machine machine) throws Exception {
        Scheduler scheduler = scheduler(machine);
        Gate gate = new Gate();
        Latch begun = new Latch("begun", 1);
        Coroutine<Void> stubborn =
                scheduler.launch(
                        "stubborn",
                        () -> {
                            begun.countDown();
                            while (true) {
                                try {
                                    gate.await();
                                    return;
                                } catch (CancellationException e) {
                                    Thread.yield();
                                }
                            }
                        });
        begun.await();
        AtomicReference<Thread> thread = new AtomicReference<>();
        FutureTask<Boolean> shutdown =
                Rig.thread(
                        "shuts down",
                        () -> {
                            thread.set(Thread.currentThread());
                            Thread.currentThread().interrupt();
                            scheduler.shutdown(PATIENCE);
                            return Thread.interrupted();
                        });
        while (thread.get() == null
                || thread.get().isInterrupted()
                || thread.get().getState() != Thread.State.TIMED_WAITING) {
            Thread.yield();
        }
        gate.open();
        assertTrue(Rig.get(shutdown));
        stubborn.join();
        awaitThreads();
    }

    // Share.

    @ParameterizedTest
    @MethodSource(ALL)
    void theShutdownOfAShareLeavesTheOthersAlone(Machine machine) throws Exception {
        Scheduler scheduler = scheduler(machine);
        Scheduler one = scheduler.share("one");
        Scheduler two = scheduler.share("two");
        assertEquals("one", one.name());
        assertEquals(machine.workers(), one.workers());
        assertEquals(scheduler.switcher(), one.switcher());
        assertSame(one, one.scheduler());
        Gate gate = new Gate();
        Coroutine<Void> ofWhole = scheduler.launch("waits", gate::await);
        Coroutine<Void> ofOne = one.launch("waits", gate::await);
        Coroutine<Void> ofTwo = two.launch("waits", gate::await);
        assertEquals(List.of(), one.shutdown(PATIENCE));
        assertEquals(CoroutineState.CANCELLED, ofOne.state());
        String message =
                assertThrows(IllegalStateException.class, () -> one.launch("late", () -> {}))
                        .getMessage();
        assertTrue(message.contains("one"), message);
        assertFalse(ofWhole.isCancelRequested());
        assertFalse(ofTwo.isCancelRequested());
        assertEquals(1, scheduler.launch("runs", () -> 1).join());
        assertEquals(2, two.launch("runs", () -> 2).join());
        gate.open();
        ofWhole.join();
        ofTwo.join();
        // Each counts its own.
        assertEquals(1, one.counters().submitted());
        assertEquals(2, two.counters().submitted());
        assertEquals(2, scheduler.counters().submitted());
        assertEquals(List.of(), scheduler.shutdown(PATIENCE));
        awaitThreads();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theShutdownOfTheOwnerEndsTheShares(Machine machine) throws Exception {
        Scheduler scheduler = scheduler(machine);
        Scheduler one = scheduler.share("one");
        Scheduler ofOne = one.share("of one");
        Coroutine<Void> waits = one.launch("waits", new Gate()::await);
        Coroutine<Void> deeper = ofOne.launch("waits", new Gate()::await);
        assertEquals(List.of(), scheduler.shutdown(PATIENCE));
        assertEquals(CoroutineState.CANCELLED, waits.state());
        assertEquals(CoroutineState.CANCELLED, deeper.state());
        assertThrows(IllegalStateException.class, () -> one.launch("late", () -> {}));
        assertThrows(IllegalStateException.class, () -> ofOne.launch("late", () -> {}));
        assertThrows(IllegalStateException.class, () -> scheduler.share("late"));
        assertThrows(IllegalStateException.class, () -> one.share("late"));
        one.close();
        awaitThreads();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theOwnerWaitsForTheStragglersOfAShare(Machine machine) throws Exception {
        Scheduler scheduler = scheduler(machine);
        Scheduler share = scheduler.share("part");
        Gate gate = new Gate();
        Latch begun = new Latch("begun", 1);
        Coroutine<Void> stubborn =
                share.launch(
                        "stubborn",
                        () -> {
                            begun.countDown();
                            while (true) {
                                try {
                                    gate.await();
                                    return;
                                } catch (CancellationException e) {
                                    Thread.yield();
                                }
                            }
                        });
        begun.await();
        assertEquals(List.of(stubborn), share.shutdown(Duration.ofMillis(5)));
        assertEquals(List.of(stubborn), scheduler.shutdown(Duration.ofMillis(5)));
        gate.open();
        stubborn.join();
        assertEquals(List.of(), scheduler.shutdown(PATIENCE));
        awaitThreads();
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aCoroutineOfAShareCannotEndTheOwnerNorItself(Machine machine) throws Exception {
        try (Scheduler scheduler = scheduler(machine)) {
            Scheduler share = scheduler.share("part");
            Scheduler other = scheduler.share("other");
            share.launch(
                            "shuts down",
                            () -> {
                                assertThrows(
                                        IllegalStateException.class,
                                        () -> share.shutdown(PATIENCE));
                                assertThrows(
                                        IllegalStateException.class,
                                        () -> scheduler.shutdown(PATIENCE));
                                assertEquals(List.of(), other.shutdown(PATIENCE));
                            })
                    .join();
            assertEquals(1, scheduler.launch("runs", () -> 1).join());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aDumpShowsThoseOfTheShares(Machine machine) throws Exception {
        try (Scheduler scheduler = scheduler(machine)) {
            Scheduler share = scheduler.share("part");
            scheduler.launch("in the whole", new Gate()::await);
            share.launch("in the part", new Gate()::await);
            CoroutineDump whole = scheduler.dump(false);
            assertEquals("whole", whole.scheduler());
            assertEquals(
                    List.of("in the part", "in the whole"),
                    whole.coroutines().stream().map(CoroutineDump.Entry::name).sorted().toList());
            assertEquals(
                    List.of("part", "whole"),
                    whole.coroutines().stream().map(e -> e.key().owner()).sorted().toList());
            CoroutineDump part = share.dump(false);
            assertEquals(
                    List.of("in the part"),
                    part.coroutines().stream().map(CoroutineDump.Entry::name).toList());
        }
    }

    /** Else each bundle that comes and goes would leave one behind. */
    @ParameterizedTest
    @MethodSource(ALL)
    void theThreadsOfASharesSingleDispatchersEndWithIt(Machine machine) throws Exception {
        try (Scheduler scheduler = scheduler(machine)) {
            Scheduler share = scheduler.share("part");
            Dispatcher ofShare = share.single("of part");
            Dispatcher ofWhole = scheduler.single("of whole");
            assertEquals(1, ofShare.launch("runs", () -> 1).join());
            assertEquals(List.of(), share.shutdown(PATIENCE));
            for (Thread thread : port.threads()) {
                if (thread.getName().contains("of part")) {
                    thread.join();
                }
            }
            assertEquals(2, ofWhole.launch("runs", () -> 2).join());
        }
        awaitThreads();
    }

    /** Schedulers of one JVM know nothing of one another. */
    @ParameterizedTest
    @MethodSource(ALL)
    void severalSchedulersLiveSideBySide(Machine machine) throws Exception {
        try (Rig one = new Rig(machine);
                Rig two = new Rig(machine);
                Rig three = new Rig(machine)) {
            Coroutine<Integer> chain =
                    one.call(
                            "one",
                            () ->
                                    two.call("two", () -> three.call("three", () -> 3).join() + 2)
                                                    .join()
                                            + 1);
            assertEquals(6, chain.join());
            two.shutdown();
            assertEquals("alive", one.in(() -> three.in(() -> "alive")));
            assertThrows(IllegalStateException.class, () -> two.launch("late", () -> {}));
        }
    }
}
