// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailureTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    @ParameterizedTest
    @MethodSource(ALL)
    void aFailureThatNobodyJoinsIsReportedOnce(Machine machine) throws Exception {
        int count = 200;
        Map<Coroutine<?>, Throwable> thrown = new HashMap<>();
        Map<Coroutine<?>, Throwable> reported = new ConcurrentHashMap<>();
        AtomicInteger twice = new AtomicInteger();
        CountDownLatch reports = new CountDownLatch(count);
        try (Scheduler scheduler =
                Scheduler.builder()
                        .switcher(machine.switcher())
                        .workers(machine.workers())
                        .failureHandler(
                                (coroutine, failure) -> {
                                    if (reported.put(coroutine, failure) != null) {
                                        twice.incrementAndGet();
                                    }
                                    reports.countDown();
                                })
                        .build()) {
            for (int i = 0; i < count; i++) {
                IOException failure = new IOException("number " + i);
                thrown.put(
                        scheduler.launch(
                                "fails",
                                () -> {
                                    throw failure;
                                }),
                        failure);
            }
            reports.await();
            scheduler.shutdown(Duration.ofSeconds(120));
            assertEquals(thrown, reported);
            assertEquals(0, twice.get());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aFailureThatSomebodyJoinsIsNotReported(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Gate gate = new Gate();
            Coroutine<Void> failing =
                    rig.launch(
                            "fails",
                            () -> {
                                gate.await();
                                throw new IOException("told to the one who joins");
                            });
            Coroutine<Throwable> joiner =
                    rig.call(
                            "joins",
                            () -> assertThrows(ExecutionException.class, failing::join).getCause());
            rig.settle();
            assertEquals(CoroutineState.PARKED, joiner.state());
            gate.open();
            assertEquals("told to the one who joins", joiner.join().getMessage());
            rig.settle();
            assertEquals(List.of(), List.copyOf(rig.reports));
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aCancelledOneIsNotReported(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Coroutine<Void> coroutine = rig.launch("waits", new Gate()::await);
            rig.settle();
            coroutine.cancel();
            rig.settle();
            assertEquals(CoroutineState.CANCELLED, coroutine.state());
            assertEquals(List.of(), List.copyOf(rig.reports));
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aHandlerThatFailsHarmsNobody(Machine machine) throws Exception {
        AtomicInteger told = new AtomicInteger();
        try (Scheduler scheduler =
                Scheduler.builder()
                        .switcher(machine.switcher())
                        .workers(1)
                        .failureHandler(
                                (coroutine, failure) -> {
                                    told.incrementAndGet();
                                    throw new ShortError("a test wants it in the log");
                                })
                        .build()) {
            for (int i = 0; i < 2; i++) {
                scheduler.launch(
                        "fails",
                        () -> {
                            throw new IOException();
                        });
            }
            assertEquals("alive", scheduler.launch("next", () -> "alive").join());
            assertEquals(2, told.get());
        }
    }

    /** Errors of every kind end their coroutine and no worker. */
    @ParameterizedTest
    @MethodSource(ALL)
    void noErrorEndsAWorker(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            List<FutureTask<Throwable>> causes = new ArrayList<>();
            int each = 4 * machine.workers();
            for (int i = 0; i < each; i++) {
                Gate gate = new Gate();
                Coroutine<Integer> deep =
                        rig.call(
                                "too deep",
                                () -> {
                                    gate.await();
                                    return recurse(1);
                                });
                Coroutine<Void> error =
                        rig.launch(
                                "error",
                                () -> {
                                    gate.await();
                                    throw new OutOfMemoryError("pretended");
                                });
                for (Coroutine<?> coroutine : List.of(deep, error)) {
                    causes.add(
                            Rig.thread(
                                    "joins",
                                    () ->
                                            assertThrows(ExecutionException.class, coroutine::join)
                                                    .getCause()));
                }
                gate.open();
            }
            for (int i = 0; i < 2 * each; i++) {
                Class<?> expected = i % 2 == 0 ? StackOverflowError.class : OutOfMemoryError.class;
                assertSame(expected, Rig.get(causes.get(i)).getClass());
            }
            assertEquals(machine.workers(), rig.liveWorkers());
            // And they still work.
            List<Coroutine<Integer>> next = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int value = i;
                next.add(rig.call("next", () -> value));
            }
            int sum = 0;
            for (Coroutine<Integer> coroutine : next) {
                sum += coroutine.join();
            }
            assertEquals(4_950, sum);
            rig.reports.clear(); // Joined or not when it ended: either may have come first.
        }
    }

    private static int recurse(int depth) {
        return recurse(depth + 1) + depth;
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void withoutAHandlerTheWorkersGoOnToo(Machine machine) throws Exception {
        try (Scheduler scheduler =
                Scheduler.builder().switcher(machine.switcher()).workers(1).build()) {
            Coroutine<Void> failing =
                    scheduler.launch(
                            "failing on purpose",
                            () -> {
                                throw new ShortException("a test wants it in the log");
                            });
            assertTrue(scheduler.launch("next", () -> failing.state().isDone()).join());
            assertEquals(CoroutineState.FAILED, failing.state());
        }
    }

    /** Takes but a line of the log. */
    private static final class ShortException extends Exception {
        private static final long serialVersionUID = 1L;

        ShortException(String message) {
            super(message, null, false, false);
        }
    }

    /** Takes but a line of the log. */
    private static final class ShortError extends Error {
        private static final long serialVersionUID = 1L;

        ShortError(String message) {
            super(message, null, false, false);
        }
    }
}
