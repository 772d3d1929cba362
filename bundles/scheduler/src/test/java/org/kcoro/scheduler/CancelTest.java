// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancelTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    private static final WaitReason FOR_EVER = new WaitReason("await", "the end of time");

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aParkedOneWakesAndIsCancelled(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Coroutine<Void> coroutine = rig.launch("waits for ever", new Gate()::await);
            rig.settle();
            assertEquals(CoroutineState.PARKED, coroutine.state());
            assertFalse(coroutine.isCancelRequested());
            coroutine.cancel();
            assertTrue(coroutine.isCancelRequested());
            String message =
                    assertThrows(CancellationException.class, coroutine::join).getMessage();
            assertTrue(message.contains("waits for ever"), message);
            assertEquals(CoroutineState.CANCELLED, coroutine.state());
            // And for whoever comes later.
            assertThrows(CancellationException.class, coroutine::join);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void everyKindOfWaitEndsAtOnce(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Coroutine<Void> peer = rig.launch("peer", new Gate()::await);
            List<Coroutine<?>> waiting = new ArrayList<>();
            waiting.add(rig.launch("joins", peer::join));
            waiting.add(rig.launch("awaits", () -> Parker.await(new CompletableFuture<>())));
            waiting.add(rig.launch("parks", new Gate()::await));
            waiting.add(
                    rig.launch(
                            "parks for an hour",
                            () -> {
                                Parker parker = Parker.current();
                                long deadline = parker.nanoTime() + 3_600_000_000_000L;
                                while (parker.nanoTime() - deadline < 0) {
                                    parker.checkStop();
                                    parker.parkUntil(FOR_EVER, deadline);
                                }
                            }));
            rig.settle();
            for (Coroutine<?> coroutine : waiting) {
                assertEquals(CoroutineState.PARKED, coroutine.state(), coroutine::toString);
                coroutine.cancel();
                assertEquals(CoroutineState.CANCELLED, Rig.ended(coroutine), coroutine::toString);
            }
            assertFalse(peer.state().isDone());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void cancellingTwiceIsCancellingOnce(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            AtomicInteger stops = new AtomicInteger();
            Coroutine<Void> coroutine =
                    rig.launch(
                            "waits",
                            () -> {
                                try {
                                    new Gate().await();
                                } finally {
                                    stops.incrementAndGet();
                                }
                            });
            coroutine.cancel();
            coroutine.cancel();
            assertEquals(CoroutineState.CANCELLED, Rig.ended(coroutine));
            coroutine.cancel();
            assertEquals(1, stops.get());
            assertEquals(CoroutineState.CANCELLED, coroutine.state());
            assertTrue(coroutine.isCancelRequested());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void afterTheEndItHasNoEffect(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Coroutine<String> coroutine = rig.call("ends", () -> "result");
            coroutine.join();
            coroutine.cancel();
            assertFalse(coroutine.isCancelRequested());
            assertEquals(CoroutineState.COMPLETED, coroutine.state());
            assertEquals("result", coroutine.join());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void beforeTheFirstTurnItStopsTheFirstWait(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            AtomicInteger begun = new AtomicInteger();
            AtomicInteger passed = new AtomicInteger();
            Coroutine<Void> coroutine =
                    rig.in(
                            () -> {
                                Coroutine<Void> launched =
                                        rig.launch(
                                                "not begun",
                                                () -> {
                                                    begun.incrementAndGet();
                                                    new Gate().await();
                                                    passed.incrementAndGet();
                                                });
                                // The one worker is here.
                                launched.cancel();
                                assertEquals(0, begun.get());
                                return launched;
                            });
            assertEquals(CoroutineState.CANCELLED, Rig.ended(coroutine));
            assertEquals(0, passed.get());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aBodyThatNeverWaitsCompletes(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Coroutine<String> before =
                    rig.in(
                            () -> {
                                Coroutine<String> launched = rig.call("computes", () -> "done");
                                launched.cancel();
                                return launched;
                            });
            assertEquals("done", before.join());
            assertEquals(CoroutineState.COMPLETED, before.state());
            assertTrue(before.isCancelRequested());

            Coroutine<Boolean> during =
                    rig.call(
                            "computes",
                            () -> {
                                Coroutine.current().cancel();
                                return Coroutine.current().isCancelRequested();
                            });
            assertTrue(during.join());
            assertEquals(CoroutineState.COMPLETED, during.state());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void itIsForGood(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Coroutine<Integer> coroutine =
                    rig.call(
                            "does not give up",
                            () -> {
                                int refused = 0;
                                for (int i = 0; i < 3; i++) {
                                    try {
                                        new Gate().await();
                                    } catch (CancellationException e) {
                                        refused++;
                                    }
                                }
                                return refused;
                            });
            coroutine.cancel();
            assertEquals(3, coroutine.join());
            assertEquals(CoroutineState.COMPLETED, coroutine.state());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void oneCanCancelOneself(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Coroutine<Void> coroutine =
                    rig.launch(
                            "cancels itself",
                            () -> {
                                Coroutine.current().cancel();
                                new Gate().await();
                            });
            assertThrows(CancellationException.class, coroutine::join);
            assertEquals(CoroutineState.CANCELLED, coroutine.state());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void anotherFailureUponTheCancelIsAFailure(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            IllegalStateException thrown = new IllegalStateException("while cleaning up");
            Coroutine<Void> coroutine =
                    rig.launch(
                            "cleans up",
                            () -> {
                                try {
                                    new Gate().await();
                                } catch (CancellationException e) {
                                    throw thrown;
                                }
                            });
            FutureTask<Throwable> joiner =
                    Rig.thread(
                            "joins",
                            () ->
                                    assertThrows(ExecutionException.class, coroutine::join)
                                            .getCause());
            coroutine.cancel();
            assertSame(thrown, Rig.get(joiner));
            assertEquals(CoroutineState.FAILED, coroutine.state());
            rig.reports.clear(); // Joined or not when it ended: either may have come first.
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aCancellationThatNobodyAskedForIsAFailure(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Coroutine<Void> cancelled = rig.launch("cancelled", new Gate()::await);
            Coroutine<Void> joiner = rig.launch("joins", cancelled::join);
            cancelled.cancel();
            ExecutionException e = assertThrows(ExecutionException.class, joiner::join);
            assertTrue(e.getCause() instanceof CancellationException, e::toString);
            assertEquals(CoroutineState.FAILED, joiner.state());
            assertFalse(joiner.isCancelRequested());
            rig.reports.clear(); // Joined or not when it ended: either may have come first.
        }
    }

    /** Cancel and wake-up at the same moment: every coroutine ends, by the one or the other. */
    @ParameterizedTest
    @MethodSource(ALL)
    void cancelMeetsTheWakeUp(Machine machine) throws Exception {
        int count = 2_000;
        try (Rig rig = new Rig(machine)) {
            List<Gate> gates = new ArrayList<>();
            List<Coroutine<Integer>> coroutines = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int value = i;
                Gate gate = new Gate();
                gates.add(gate);
                coroutines.add(
                        rig.call(
                                "meets",
                                () -> {
                                    gate.await();
                                    return value;
                                }));
            }
            FutureTask<Void> opening =
                    Rig.thread(
                            "opens",
                            () -> {
                                gates.forEach(Gate::open);
                                return null;
                            });
            for (int i = 0; i < count; i += 2) {
                coroutines.get(i).cancel();
            }
            Rig.get(opening);
            int completed = 0;
            int cancelled = 0;
            for (int i = 0; i < count; i++) {
                Coroutine<Integer> coroutine = coroutines.get(i);
                if (Rig.ended(coroutine) == CoroutineState.COMPLETED) {
                    assertEquals(i, coroutine.join());
                    completed++;
                } else {
                    assertEquals(CoroutineState.CANCELLED, coroutine.state());
                    assertTrue(coroutine.isCancelRequested());
                    assertEquals(0, i % 2, "nobody cancelled this one");
                    cancelled++;
                }
            }
            assertEquals(count, completed + cancelled);
            assertTrue(completed >= count / 2);
        }
    }

    /** Cancel and end at the same moment: a body that waits for nothing keeps its result. */
    @ParameterizedTest
    @MethodSource(ALL)
    void cancelMeetsTheEnd(Machine machine) throws Exception {
        int count = 2_000;
        try (Rig rig = new Rig(machine)) {
            AtomicInteger ended = new AtomicInteger();
            for (int i = 0; i < count; i++) {
                int value = i;
                Coroutine<Integer> coroutine = rig.call("ends", () -> value);
                coroutine.whenDone(ended::incrementAndGet);
                coroutine.cancel();
                assertEquals(value, coroutine.join());
            }
            rig.shutdown();
            assertEquals(count, ended.get());
        }
    }
}
