// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineState;
import org.kcoro.scheduler.Dispatcher;
import org.kcoro.scheduler.Latch;
import org.kcoro.scheduler.LaunchOptions;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.SchedulerCounters;
import org.kcoro.scheduler.WaitReason;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The scheduler of a test, and what the tests of {@link SchedulerKit} share. */
abstract class SchedulerRig {

    static final WaitReason REASON = new WaitReason("await", "the kit");

    /** Dumps the scheduler when a test hangs. */
    @RegisterExtension public final CoroutineDumps dumps = CoroutineDumps.after(patience());

    final Queue<Throwable> reports = new ConcurrentLinkedQueue<>();
    Scheduler scheduler;

    /**
     * The scheduler under test; called once for each test, which closes it.
     *
     * @param failureHandler must be told of failures that nobody joins
     */
    protected abstract Scheduler newScheduler(BiConsumer<Coroutine<?>, Throwable> failureHandler)
            throws Exception;

    /** A safety net: only a broken scheduler needs that long for a test. */
    protected Duration patience() {
        return Duration.ofSeconds(120);
    }

    /** Makes the scheduler of a test. */
    @BeforeEach
    public final void makeScheduler() throws Exception {
        scheduler = dumps.watch(newScheduler((coroutine, failure) -> reports.add(failure)));
    }

    /** Shuts it down and looks whether anything is left. */
    @AfterEach
    public final void endScheduler() {
        assertEquals(List.of(), scheduler.shutdown(patience()), "left after the shutdown");
        assertEquals(List.of(), scheduler.liveCoroutines(), "live after the shutdown");
        SchedulerCounters counters = scheduler.counters();
        assertEquals(counters.submitted(), counters.completed(), counters::toString);
        assertEquals(List.of(), List.copyOf(reports), "failures that nobody expected");
    }

    /** Parks until a condition holds; whoever makes it true unparks it. */
    static void parkUntil(AtomicBoolean condition) throws InterruptedException {
        Parker parker = Parker.current();
        while (!condition.get()) {
            parker.checkStop();
            parker.park(REASON);
        }
    }

    /** A coroutine that waits until it is told to stop. */
    Coroutine<Void> waiting(Dispatcher on, LaunchOptions options) throws Exception {
        Latch begun = new Latch("begun", 1);
        Coroutine<Void> waiting =
                on.launch(
                        options,
                        () -> {
                            begun.countDown();
                            parkUntil(new AtomicBoolean());
                        });
        begun.await();
        return waiting;
    }

    void assertEnds(CoroutineState state, Coroutine<?> coroutine) throws Exception {
        assertTrue(coroutine.awaitEnd(patience()), () -> coroutine + " does not end");
        assertEquals(state, coroutine.state());
    }
}
