// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LaunchAndJoinTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    @ParameterizedTest
    @MethodSource(ALL)
    void whoeverJoinsGetsTheResult(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine);
                Rig other = new Rig(machine)) {
            Gate gate = new Gate();
            List<Object> result = List.of("one object");
            Coroutine<Object> coroutine =
                    rig.call(
                            "answers",
                            () -> {
                                gate.await();
                                return result;
                            });
            List<FutureTask<Object>> threads = new ArrayList<>();
            List<Coroutine<Object>> coroutines = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                threads.add(Rig.thread("joins", coroutine::join));
                threads.add(Rig.virtualThread("joins", coroutine::join));
                coroutines.add(rig.call("same scheduler", coroutine::join));
                coroutines.add(other.call("other scheduler", coroutine::join));
            }
            gate.open();
            assertSame(result, coroutine.join());
            for (FutureTask<Object> thread : threads) {
                assertSame(result, Rig.get(thread));
            }
            for (Coroutine<Object> joiner : coroutines) {
                assertSame(result, joiner.join());
            }
            // It has ended long ago.
            assertSame(result, coroutine.join());
            assertSame(result, rig.call("late", coroutine::join).join());
            assertEquals(CoroutineState.COMPLETED, coroutine.state());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theResultMayBeNull(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            assertNull(rig.call("null", () -> null).join());
            assertNull(rig.launch("void", () -> {}).join());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aFailureComesWithItsCauseAndTheName(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            for (Throwable thrown :
                    List.of(
                            new IOException("io"),
                            new IllegalStateException("state"),
                            new AssertionError("error"),
                            new CancellationException("its own"))) {
                Gate gate = new Gate();
                Coroutine<Void> coroutine =
                        rig.launch(
                                "the failing one",
                                () -> {
                                    gate.await();
                                    if (thrown instanceof Error error) {
                                        throw error;
                                    }
                                    throw (Exception) thrown;
                                });
                Coroutine<ExecutionException> joiner =
                        rig.call(
                                "joins",
                                () -> assertThrows(ExecutionException.class, coroutine::join));
                FutureTask<ExecutionException> thread =
                        Rig.thread(
                                "joins",
                                () -> assertThrows(ExecutionException.class, coroutine::join));
                gate.open();
                for (ExecutionException e : List.of(joiner.join(), Rig.get(thread))) {
                    assertSame(thrown, e.getCause());
                    assertTrue(e.getMessage().contains("the failing one"), e::getMessage);
                    assertTrue(e.getMessage().contains(thrown.toString()), e::getMessage);
                }
                assertEquals(CoroutineState.FAILED, coroutine.state());
                assertFalse(coroutine.isCancelRequested());
            }
            rig.reports.clear(); // Joined or not when it ended: either may have come first.
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void nobodyJoinsItself(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            String message =
                    rig.in(
                            () ->
                                    assertThrows(
                                                    IllegalStateException.class,
                                                    () -> Coroutine.current().join())
                                            .getMessage());
            assertTrue(message.contains("in"), message);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void namesAndBodiesAreNeverNull(Machine machine) {
        try (Rig rig = new Rig(machine)) {
            Scheduler scheduler = rig.scheduler;
            assertThrows(
                    NullPointerException.class, () -> scheduler.launch((String) null, () -> {}));
            assertThrows(
                    NullPointerException.class, () -> scheduler.launch((String) null, () -> 1));
            assertThrows(
                    NullPointerException.class,
                    () -> scheduler.launch("no body", (CoroutineBody) null));
            assertThrows(
                    NullPointerException.class,
                    () -> scheduler.launch("no body", (Callable<String>) null));
            assertEquals(0, scheduler.counters().submitted());
            assertEquals(List.of(), scheduler.liveCoroutines());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void launchAfterShutdownIsRefused(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            rig.launch("before", () -> {}).join();
            rig.shutdown();
            String message =
                    assertThrows(IllegalStateException.class, () -> rig.launch("late", () -> {}))
                            .getMessage();
            assertTrue(message.contains("late"), message);
            assertTrue(message.contains(rig.scheduler.name()), message);
            assertEquals(1, rig.scheduler.counters().submitted());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void eachCoroutineKnowsItselfAndHasItsOwnId(Machine machine) throws Exception {
        assertNull(Coroutine.current());
        try (Rig rig = new Rig(machine)) {
            Set<Long> ids = new HashSet<>();
            for (int i = 0; i < 50; i++) {
                Gate gate = new Gate();
                AtomicReference<Coroutine<?>> before = new AtomicReference<>();
                Coroutine<Coroutine<?>> coroutine =
                        rig.call(
                                "same name",
                                () -> {
                                    before.set(Coroutine.current());
                                    gate.await();
                                    return Coroutine.current();
                                });
                gate.open();
                assertSame(coroutine, coroutine.join());
                assertSame(coroutine, before.get());
                assertEquals("same name", coroutine.name());
                assertTrue(coroutine.id() >= 1, () -> "id " + coroutine.id());
                assertTrue(ids.add(coroutine.id()), () -> "second with id " + coroutine.id());
            }
        }
        assertNull(Coroutine.current());
    }

    /** Every inner node launches its children and joins them: each leaf counts once. */
    @ParameterizedTest
    @MethodSource(ALL)
    void aTreeOfCoroutinesAddsUp(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            assertEquals(1 << 10, rig.in(() -> leaves(rig, 10)));
            assertEquals((1 << 11) - 1, rig.scheduler.counters().submitted());
        }
    }

    private static int leaves(Rig rig, int depth) throws Exception {
        if (depth == 0) {
            return 1;
        }
        Coroutine<Integer> left = rig.call("left " + depth, () -> leaves(rig, depth - 1));
        Coroutine<Integer> right = rig.call("right " + depth, () -> leaves(rig, depth - 1));
        return left.join() + right.join();
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void theStateFollowsItsLife(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Gate gate = new Gate();
            AtomicReference<CoroutineState> inside = new AtomicReference<>();
            Coroutine<Void> coroutine =
                    rig.in(
                            () -> {
                                Coroutine<Void> launched =
                                        rig.launch(
                                                "lives",
                                                () -> {
                                                    gate.await();
                                                    inside.set(Coroutine.current().state());
                                                });
                                // The one worker is here.
                                assertEquals(CoroutineState.READY, launched.state());
                                return launched;
                            });
            rig.settle();
            assertEquals(CoroutineState.PARKED, coroutine.state());
            assertEquals(Gate.REASON, coroutine.waitReason());
            String parked = coroutine.toString();
            for (String part : List.of("lives", "#" + coroutine.id(), "parked", "await: gate")) {
                assertTrue(parked.contains(part), () -> "no " + part + " in: " + parked);
            }
            rig.in(
                    () -> {
                        gate.open();
                        assertEquals(CoroutineState.READY, coroutine.state());
                        return null;
                    });
            coroutine.join();
            assertEquals(CoroutineState.RUNNING, inside.get());
            assertEquals(CoroutineState.COMPLETED, coroutine.state());
            assertNull(coroutine.waitReason());
            assertTrue(coroutine.toString().contains("completed"), coroutine::toString);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void theLiveCoroutinesAreThoseThatHaveNotEnded(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            List<Coroutine<?>> launched = new ArrayList<>();
            List<Gate> gates = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Gate gate = new Gate();
                gates.add(gate);
                launched.add(rig.launch("lives", gate::await));
            }
            rig.settle();
            assertEquals(Set.copyOf(launched), Set.copyOf(rig.scheduler.liveCoroutines()));
            for (int i = 0; i < 20; i += 2) {
                gates.get(i).open();
                launched.get(i).join();
            }
            launched.removeIf(coroutine -> coroutine.state().isDone());
            assertEquals(10, launched.size());
            assertEquals(10, rig.scheduler.liveCoroutines().size());
            assertEquals(Set.copyOf(launched), Set.copyOf(rig.scheduler.liveCoroutines()));
            gates.forEach(Gate::open);
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void anInterruptEndsTheWaitOfAThreadAndNothingElse(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Gate gate = new Gate();
            Coroutine<String> coroutine =
                    rig.call(
                            "goes on",
                            () -> {
                                gate.await();
                                return "went on";
                            });
            for (int i = 0; i < 20; i++) {
                CountDownLatch joining = new CountDownLatch(1);
                AtomicReference<Thread> joiner = new AtomicReference<>();
                Callable<Boolean> body =
                        () -> {
                            joiner.set(Thread.currentThread());
                            joining.countDown();
                            assertThrows(InterruptedException.class, coroutine::join);
                            return Thread.currentThread().isInterrupted();
                        };
                FutureTask<Boolean> thread =
                        i % 2 == 0 ? Rig.thread("joins", body) : Rig.virtualThread("joins", body);
                joining.await();
                joiner.get().interrupt();
                assertFalse(Rig.get(thread), "the flag is consumed");
            }
            gate.open();
            assertEquals("went on", coroutine.join());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theCancelOfAJoinerLeavesTheOtherAlone(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Gate gate = new Gate();
            Coroutine<String> coroutine =
                    rig.call(
                            "goes on",
                            () -> {
                                gate.await();
                                return "went on";
                            });
            Coroutine<String> joiner = rig.call("joins", coroutine::join);
            joiner.cancel();
            assertEquals(CoroutineState.CANCELLED, Rig.ended(joiner));
            gate.open();
            assertEquals("went on", coroutine.join());
            assertFalse(coroutine.isCancelRequested());
        }
    }
}
