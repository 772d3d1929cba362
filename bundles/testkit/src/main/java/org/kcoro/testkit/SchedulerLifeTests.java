// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.Test;
import org.kcoro.port.Port;
import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineState;
import org.kcoro.scheduler.Latch;
import org.kcoro.scheduler.LaunchOptions;
import org.kcoro.scheduler.Parker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The part of {@link SchedulerKit} from a launch to an end: results, failures, cancels. */
abstract class SchedulerLifeTests extends SchedulerRig {

    private static final int MANY = 2_000;

    private static void onThreads(int count, Body body) throws Exception {
        TestThreads.run(
                Port.system()::newThread,
                Duration.ofSeconds(120),
                Collections.nCopies(count, body));
    }

    // Launch and join.

    @Test
    public void aResultIsJoined() throws Exception {
        Coroutine<String> coroutine =
                scheduler.launch("answering", () -> Coroutine.current().name());
        assertEquals("answering", coroutine.join());
        assertEquals("answering", coroutine.name());
        assertEquals(CoroutineState.COMPLETED, coroutine.state());
        assertEquals("answering", coroutine.toCompletableFuture().get());
        assertNull(coroutine.failure());
        assertNull(Coroutine.current(), "a coroutine outside any");
    }

    @Test
    public void everyLaunchRunsOnce() throws Exception {
        AtomicIntegerArray runs = new AtomicIntegerArray(2 * MANY);
        AtomicInteger next = new AtomicInteger();
        Queue<Coroutine<?>> launched = new ConcurrentLinkedQueue<>();
        onThreads(
                2,
                () -> {
                    for (int i = 0; i < MANY / 2; i++) {
                        int number = next.getAndAdd(2);
                        launched.add(
                                scheduler.launch(
                                        "outer",
                                        () -> {
                                            runs.incrementAndGet(number);
                                            launched.add(
                                                    scheduler.launch(
                                                            "inner",
                                                            () -> {
                                                                runs.incrementAndGet(number + 1);
                                                            }));
                                        }));
                    }
                });
        // An outer one adds its inner one before it ends.
        for (Coroutine<?> each = launched.poll(); each != null; each = launched.poll()) {
            assertEnds(CoroutineState.COMPLETED, each);
        }
        for (int i = 0; i < runs.length(); i++) {
            assertEquals(1, runs.get(i), "runs of body " + i);
        }
    }

    @Test
    public void coroutinesJoinOneAnother() throws Exception {
        Coroutine<Integer> last = scheduler.launch("0", () -> 0);
        for (int i = 1; i <= 100; i++) {
            Coroutine<Integer> before = last;
            last = scheduler.launch("" + i, () -> before.join() + 1);
        }
        assertEquals(100, last.join());
        Coroutine<Void> itself =
                scheduler.launch(
                        "self",
                        () -> {
                            Coroutine.current().join();
                        });
        ExecutionException refused = assertThrows(ExecutionException.class, itself::join);
        assertEquals(IllegalStateException.class, refused.getCause().getClass());
        reports.clear();
    }

    @Test
    public void endActionsRunOnce() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        AtomicBoolean go = new AtomicBoolean();
        Coroutine<Void> coroutine = scheduler.launch("ending", () -> parkUntil(go));
        Latch told = new Latch("told", 2);
        for (int i = 0; i < 2; i++) {
            coroutine.whenDone(
                    () -> {
                        runs.incrementAndGet();
                        told.countDown();
                    });
        }
        assertEquals(0, runs.get(), "told before the end");
        go.set(true);
        ((Parker) coroutine).unpark();
        told.await();
        coroutine.join();
        Latch late = new Latch("late", 1);
        coroutine.whenDone(
                () -> {
                    runs.incrementAndGet();
                    late.countDown();
                });
        late.await();
        assertEquals(3, runs.get());
    }

    // Failures.

    @Test
    public void aFailureThatNobodyJoinsIsReportedAndEndsNoWorker() throws Exception {
        Throwable[] failures = new Throwable[20];
        List<Coroutine<?>> failing = new ArrayList<>();
        for (int i = 0; i < failures.length; i++) {
            Throwable failure = i % 2 == 0 ? new Exception("planned") : new Error("planned");
            failures[i] = failure;
            failing.add(
                    scheduler.launch(
                            "failing",
                            () -> {
                                if (failure instanceof Error error) {
                                    throw error;
                                }
                                throw (Exception) failure;
                            }));
        }
        for (int i = 0; i < failures.length; i++) {
            assertEnds(CoroutineState.FAILED, failing.get(i));
            assertSame(failures[i], failing.get(i).failure());
        }
        assertEquals(failures.length, reports.size(), "reports");
        assertTrue(reports.containsAll(List.of(failures)), reports::toString);
        reports.clear();
        assertEquals("still here", scheduler.launch("after", () -> "still here").join());
    }

    @Test
    public void aJoinThrowsTheFailure() throws Exception {
        Exception failure = new Exception("planned");
        Coroutine<Void> coroutine =
                scheduler.launch(
                        LaunchOptions.named("failing").withoutFailureReport(),
                        () -> {
                            throw failure;
                        });
        assertEnds(CoroutineState.FAILED, coroutine);
        assertSame(failure, assertThrows(ExecutionException.class, coroutine::join).getCause());
    }

    // Cancel.

    @Test
    public void aCancelWakesOneThatWaits() throws Exception {
        Coroutine<Void> waiting = waiting(scheduler, LaunchOptions.named("waiting"));
        waiting.cancel();
        assertEnds(CoroutineState.CANCELLED, waiting);
        assertTrue(waiting.isCancelRequested());
        assertThrows(CancellationException.class, waiting::join);
    }

    @Test
    public void aCancelDisturbsNobodyThatNeverWaits() throws Exception {
        AtomicBoolean cancelled = new AtomicBoolean();
        Coroutine<String> busy =
                scheduler.launch(
                        "busy",
                        () -> {
                            while (!cancelled.get()) {
                                Thread.onSpinWait();
                            }
                            return "done";
                        });
        busy.cancel();
        cancelled.set(true);
        assertEquals("done", busy.join());
    }

    @Test
    public void aTokenWakesThoseThatWaitUnderIt() throws Exception {
        CancellationToken token = CancellationToken.create();
        List<Coroutine<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(waiting(scheduler, LaunchOptions.named("under").under(token.child())));
        }
        token.cancel("planned");
        for (Coroutine<?> each : waiting) {
            assertEnds(CoroutineState.CANCELLED, each);
        }
    }

    @Test
    public void aTimeoutCancelsItsToken() throws Exception {
        try (CancellationToken token = scheduler.timeout(null, Duration.ofMillis(1))) {
            assertEnds(
                    CoroutineState.CANCELLED,
                    waiting(scheduler, LaunchOptions.named("timed").under(token)));
        }
    }
}
