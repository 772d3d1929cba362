// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WhenDoneTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    @ParameterizedTest
    @MethodSource(SINGLE)
    void beforeTheEndTheActionsRunAtTheEndOnce(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Gate gate = new Gate();
            Coroutine<Void> coroutine = rig.launch("ends", gate::await);
            List<AtomicInteger> runs = new ArrayList<>();
            List<CoroutineState> states = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                AtomicInteger run = new AtomicInteger();
                runs.add(run);
                coroutine.whenDone(
                        () -> {
                            run.incrementAndGet();
                            states.add(coroutine.state());
                        });
            }
            rig.settle();
            assertEquals(List.of(), states, "it has not ended");
            gate.open();
            rig.settle();
            assertEquals(List.of(1, 1, 1, 1, 1), runs.stream().map(AtomicInteger::get).toList());
            assertEquals(java.util.Collections.nCopies(5, CoroutineState.COMPLETED), states);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void afterTheEndTheActionRunsAtOnce(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Coroutine<Void> coroutine = rig.launch("ends", () -> {});
            rig.settle();
            AtomicReference<Thread> ran = new AtomicReference<>();
            coroutine.whenDone(() -> ran.set(Thread.currentThread()));
            assertSame(Thread.currentThread(), ran.get());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void itRunsHoweverTheEndComes(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            List<CoroutineState> states = new ArrayList<>();
            Coroutine<Void> cancelled = rig.launch("cancelled", new Gate()::await);
            cancelled.whenDone(() -> states.add(cancelled.state()));
            rig.settle();
            cancelled.cancel();
            rig.settle();
            Gate gate = new Gate();
            Coroutine<Void> failed =
                    rig.launch(
                            "fails",
                            () -> {
                                gate.await();
                                throw new java.io.IOException();
                            });
            failed.whenDone(() -> states.add(failed.state()));
            gate.open();
            rig.settle();
            assertEquals(List.of(CoroutineState.CANCELLED, CoroutineState.FAILED), states);
            assertSame(failed, rig.reports.remove().coroutine());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void anActionThatFailsIsReportedAndDisturbsNothing(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Gate gate = new Gate();
            Coroutine<String> coroutine =
                    rig.call(
                            "ends",
                            () -> {
                                gate.await();
                                return "result";
                            });
            AtomicInteger others = new AtomicInteger();
            IllegalStateException exception = new IllegalStateException("action");
            AssertionError error = new AssertionError("action");
            coroutine.whenDone(others::incrementAndGet);
            coroutine.whenDone(
                    () -> {
                        throw exception;
                    });
            coroutine.whenDone(
                    () -> {
                        throw error;
                    });
            coroutine.whenDone(others::incrementAndGet);
            gate.open();
            assertEquals("result", coroutine.join());
            rig.settle();
            assertEquals(2, others.get());
            assertEquals(CoroutineState.COMPLETED, coroutine.state());
            List<Throwable> reported = new ArrayList<>();
            for (Rig.Report report : rig.reports) {
                assertSame(coroutine, report.coroutine());
                reported.add(report.failure());
            }
            assertEquals(2, reported.size());
            assertEquals(java.util.Set.of(exception, error), java.util.Set.copyOf(reported));
            rig.reports.clear();

            coroutine.whenDone(
                    () -> {
                        throw exception;
                    });
            assertSame(exception, rig.reports.remove().failure(), "also after the end");
        }
    }

    /** Actions added while the end comes: each runs once, wherever. */
    @ParameterizedTest
    @MethodSource(ALL)
    void addingMeetsTheEnd(Machine machine) throws Exception {
        int count = 1_000;
        int actions = 8;
        try (Rig rig = new Rig(machine)) {
            List<AtomicInteger> runs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                AtomicInteger run = new AtomicInteger();
                runs.add(run);
                Coroutine<Void> coroutine = rig.launch("ends", () -> {});
                for (int k = 0; k < actions; k++) {
                    coroutine.whenDone(run::incrementAndGet);
                }
            }
            // An action that a worker runs may still be on its way after a join.
            rig.shutdown();
            for (int i = 0; i < count; i++) {
                assertEquals(actions, runs.get(i).get(), "coroutine " + i);
            }
        }
    }
}
