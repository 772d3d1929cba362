// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineDump;
import org.kcoro.scheduler.CoroutineState;
import org.kcoro.scheduler.Dispatcher;
import org.kcoro.scheduler.Latch;
import org.kcoro.scheduler.LaunchOptions;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.Scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a {@link Scheduler} must do, with any number of workers. Extend it, in the tests of the
 * scheduler, once for each number of workers and switcher:
 *
 * <pre>{@code
 * class MySchedulerTest extends SchedulerKit {
 *     protected Scheduler newScheduler(BiConsumer<Coroutine<?>, Throwable> failureHandler) {
 *         return new MyScheduler(2, failureHandler);
 *     }
 * }
 * }</pre>
 *
 * <p>Behind each test the scheduler is shut down: nothing may be left, what was submitted must have
 * been completed, and no failure may be reported that the test has not expected.
 */
public abstract class SchedulerKit extends SchedulerLifeTests {

    /** For subclasses. */
    protected SchedulerKit() {}

    // Waits.

    @Test
    public void anUnparkBeforeTheParkIsKept() throws Exception {
        scheduler
                .launch(
                        "notified",
                        () -> {
                            Parker.current().unpark();
                            Parker.current().park(REASON);
                        })
                .join();
    }

    @Test
    public void noWakeIsLost() throws Exception {
        int rounds = 5_000;
        AtomicInteger turn = new AtomicInteger();
        List<Coroutine<?>> sides = new ArrayList<>();
        Parker[] parkers = new Parker[2];
        Latch ready = new Latch("ready", 2);
        for (int side = 0; side < 2; side++) {
            int mine = side;
            sides.add(
                    scheduler.launch(
                            "side " + side,
                            () -> {
                                parkers[mine] = Parker.current();
                                ready.countDown();
                                ready.await();
                                for (int i = mine; i < rounds; i += 2) {
                                    while (turn.get() != i) {
                                        Parker.current().park(REASON);
                                    }
                                    turn.incrementAndGet();
                                    parkers[1 - mine].unpark();
                                }
                            }));
        }
        for (Coroutine<?> side : sides) {
            side.join();
        }
        assertEquals(rounds, turn.get());
    }

    @Test
    public void aDeadlineIsNeverEarly() throws Exception {
        List<Coroutine<Long>> early = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Duration duration = Duration.ofNanos(1 + i * 250_000L);
            early.add(
                    scheduler.launch(
                            "sleeping",
                            () -> {
                                long before = Parker.current().nanoTime();
                                Coroutine.sleep(duration);
                                return Parker.current().nanoTime() - before - duration.toNanos();
                            }));
        }
        for (Coroutine<Long> each : early) {
            assertTrue(each.join() >= 0, "it slept for too short");
        }
    }

    @Test
    public void nobodyStarvesBehindThoseThatYieldOrWakeOneAnother() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        List<Coroutine<?>> busy = new ArrayList<>();
        for (int i = 0; i < 2 * scheduler.workers(); i++) {
            busy.add(
                    scheduler.launch(
                            "yielding",
                            () -> {
                                while (!stop.get()) {
                                    Coroutine.yield();
                                }
                            }));
        }
        scheduler.launch("from outside", () -> {}).join();
        scheduler.launch("last", () -> stop.set(true));
        for (Coroutine<?> each : busy) {
            assertEnds(CoroutineState.COMPLETED, each);
        }
    }

    @Test
    public void aChannelsReadinessAndItsEndAreSeen() throws Exception {
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source()) {
            source.configureBlocking(false);
            Latch first = new Latch("first byte", 1);
            Coroutine<Integer> reader =
                    scheduler.launch(
                            LaunchOptions.named("reader").withoutFailureReport(),
                            () -> {
                                for (; ; ) {
                                    if (source.read(ByteBuffer.allocate(1)) > 0) {
                                        first.countDown();
                                    }
                                    scheduler.awaitReady(source, SelectionKey.OP_READ);
                                }
                            });
            sink.write(ByteBuffer.allocate(1));
            first.await();
            // It reads again, finds nothing, and must wait.
            while (reader.state() != CoroutineState.PARKED) {
                Thread.yield();
            }
            scheduler.closeChannel(source);
            assertEnds(CoroutineState.FAILED, reader);
            assertTrue(reader.failure() instanceof IOException, reader::toString);
        }
    }

    // Dispatchers and scopes.

    @Test
    public void theConfinedNeverRunAtTheSameTime() throws Exception {
        for (Dispatcher dispatcher :
                List.of(scheduler.confined("confined"), scheduler.single("single"))) {
            AtomicInteger inside = new AtomicInteger();
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(
                        dispatcher.launch(
                                "confined",
                                () -> {
                                    for (int j = 0; j < 100; j++) {
                                        assertEquals(1, inside.incrementAndGet(), "inside");
                                        spin();
                                        inside.decrementAndGet();
                                        Coroutine.yield();
                                    }
                                }));
            }
            for (Coroutine<?> each : all) {
                each.join();
            }
        }
    }

    private static void spin() {
        for (int i = 0; i < 200; i++) {
            Thread.onSpinWait();
        }
    }

    @Test
    public void callsThatBlockLeaveTheWorkersAlone() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<Coroutine<?>> blocked = new ArrayList<>();
        for (int i = 0; i < scheduler.workers() + 1; i++) {
            blocked.add(scheduler.blocking().launch("blocked", () -> release.await()));
        }
        try {
            assertEquals("free", scheduler.launch("other", () -> "free").join());
        } finally {
            release.countDown();
        }
        for (Coroutine<?> each : blocked) {
            each.join();
        }
    }

    @Test
    public void aScopeEndsWithItsChildrenAndByItsFirstFailure() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        String result =
                Scope.run(
                        scheduler,
                        "whole",
                        scope -> {
                            for (int i = 0; i < 20; i++) {
                                scope.launch(
                                        "child",
                                        () -> {
                                            Coroutine.yield();
                                            ended.incrementAndGet();
                                        });
                            }
                            return "result";
                        });
        assertEquals("result", result);
        assertEquals(20, ended.get(), "children that had ended before the scope did");

        Exception failure = new Exception("planned");
        ExecutionException thrown =
                assertThrows(
                        ExecutionException.class,
                        () ->
                                Scope.run(
                                        scheduler,
                                        "failing",
                                        scope -> {
                                            scope.launch(
                                                    "waiting",
                                                    () -> parkUntil(new AtomicBoolean()));
                                            scope.launch(
                                                    "failing",
                                                    () -> {
                                                        throw failure;
                                                    });
                                            return null;
                                        }));
        assertSame(failure, thrown.getCause());
    }

    // What it tells, and its end.

    @Test
    public void theLiveAreSeenAndDumped() throws Exception {
        Coroutine<Void> waiting = waiting(scheduler, LaunchOptions.named("seen"));
        while (waiting.waitReason() != REASON) {
            Thread.yield();
        }
        assertEquals(List.of(waiting), scheduler.liveCoroutines());
        CoroutineDump dump = scheduler.dump(true);
        assertEquals(1, dump.coroutines().size());
        assertEquals("seen", dump.coroutines().get(0).name());
        assertTrue(dump.toText().contains("the kit"), dump::toText);
        waiting.cancel();
        assertEnds(CoroutineState.CANCELLED, waiting);
    }

    @Test
    public void aShutdownCancelsAndRefuses() throws Exception {
        List<Coroutine<?>> waiting = new ArrayList<>();
        waiting.add(waiting(scheduler, LaunchOptions.named("left")));
        waiting.add(waiting(scheduler.confined("confined"), LaunchOptions.named("confined")));
        Coroutine<Void> caller =
                scheduler.launch(
                        LaunchOptions.named("caller").withoutFailureReport(),
                        () -> {
                            scheduler.shutdown(Duration.ZERO);
                        });
        assertEnds(CoroutineState.FAILED, caller);
        assertEquals(IllegalStateException.class, caller.failure().getClass());
        assertEquals(List.of(), scheduler.shutdown(patience()));
        for (Coroutine<?> each : waiting) {
            assertEquals(CoroutineState.CANCELLED, each.state());
        }
        assertThrows(IllegalStateException.class, () -> scheduler.launch("late", () -> {}));
        assertThrows(IllegalStateException.class, () -> scheduler.single("late"));
    }

    @Test
    public void aDrainLetsThemEnd() throws Exception {
        AtomicInteger steps = new AtomicInteger();
        Latch begun = new Latch("the drain has begun", 1);
        Coroutine<Void> counting =
                scheduler.launch(
                        "long",
                        () -> {
                            begun.await();
                            for (int i = 0; i < 1_000; i++) {
                                steps.incrementAndGet();
                                Coroutine.yield();
                            }
                        });
        Thread watching = new Thread(() -> launchUntilRefused(begun), "watches the drain");
        watching.start();
        assertEquals(List.of(), scheduler.drain(patience(), patience()));
        watching.join();
        assertEquals(CoroutineState.COMPLETED, counting.state());
        assertEquals(1_000, steps.get());
    }

    private void launchUntilRefused(Latch refused) {
        try {
            while (true) {
                scheduler.launch("comes before the drain", () -> {}).join();
            }
        } catch (IllegalStateException | ExecutionException | InterruptedException e) {
            // A drain takes launches from its own coroutines only.
            refused.countDown();
        }
    }

    @Test
    public void aShareEndsAloneAndAResizeLosesNobody() throws Exception {
        Coroutine<Void> ours = waiting(scheduler, LaunchOptions.named("ours"));
        Scheduler share = scheduler.share("another");
        Coroutine<Void> theirs = waiting(share, LaunchOptions.named("theirs"));
        int workers = scheduler.workers();
        scheduler.resize(workers + 1);
        assertEquals(workers + 1, scheduler.workers());
        scheduler.resize(1);
        assertEquals(List.of(), share.shutdown(patience()));
        assertEquals(CoroutineState.CANCELLED, theirs.state());
        assertFalse(ours.state().isDone(), "ended with another's share");
        ours.cancel();
        assertEnds(CoroutineState.CANCELLED, ours);
    }
}
