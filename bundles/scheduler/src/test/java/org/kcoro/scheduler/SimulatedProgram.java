// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

import org.kcoro.port.Port;
import org.kcoro.switcher.ContextSwitcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A random program of coroutines that sleep, wait for gates, launch, join and cancel, on a
 * simulated machine. It checks itself: each body runs once, no wait ends early, whoever is not
 * cancelled completes, and a shutdown leaves nothing behind.
 */
final class SimulatedProgram {

    /** The launcher's own coroutines, those they launch, and so on. */
    private static final int MAX_DEPTH = 2;

    private static final int GATES = 3;
    private static final long MAX_SLEEP_NANOS = 3_000;
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final WaitReason SLEEP = new WaitReason("sleep", "program");

    private final CountingPort port;
    private final Scheduler scheduler;
    private final SplittableRandom random;

    /** By their numbers; null while being launched, and where that was refused. */
    private final List<Coroutine<?>> launched = new ArrayList<>();

    private final List<Integer> runs = new ArrayList<>();
    private final List<Throwable> reported = new ArrayList<>();
    private final Gate[] gates = new Gate[GATES];
    private boolean shutdown;

    private SimulatedProgram(CountingPort port, ContextSwitcher switcher, int workers) {
        this.port = port;
        random = new SplittableRandom(port.nextRandom());
        scheduler =
                Scheduler.builder()
                        .name("simulated")
                        .port(port)
                        .switcher(switcher)
                        .workers(workers)
                        .failureHandler((coroutine, failure) -> reported.add(failure))
                        .build();
        for (int i = 0; i < GATES; i++) {
            gates[i] = new Gate();
        }
    }

    /** Runs the program that a port's random numbers describe. */
    static void run(Port port, ContextSwitcher switcher, int workers) throws Exception {
        run(new CountingPort(port), switcher, workers);
    }

    /** Runs the program on a port that may have a fault. */
    static void run(CountingPort port, ContextSwitcher switcher, int workers) throws Exception {
        new SimulatedProgram(port, switcher, workers).run();
    }

    private void run() throws Exception {
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            launch(0);
        }
        if (random.nextInt(3) > 0) {
            awaitAll();
        } else {
            sleep(random.nextLong(MAX_SLEEP_NANOS));
        }
        end();
    }

    /** A coroutine with a random body; null after a shutdown. */
    private Coroutine<?> launch(int depth) {
        int number = runs.size();
        runs.add(0);
        // It may run, and others launch, before this one has its handle.
        launched.add(null);
        long seed = random.nextLong();
        Coroutine<?> coroutine =
                launch("c" + number, () -> body(number, depth, new SplittableRandom(seed)));
        launched.set(number, coroutine);
        return coroutine;
    }

    private Coroutine<?> launch(String name, CoroutineBody body) {
        try {
            return scheduler.launch(name, body);
        } catch (IllegalStateException e) {
            assertTrue(shutdown, e::toString);
            return null;
        }
    }

    private void body(int number, int depth, SplittableRandom own) throws Exception {
        runs.set(number, runs.get(number) + 1);
        int actions = 1 + own.nextInt(4);
        for (int i = 0; i < actions; i++) {
            act(depth, own);
        }
    }

    private void act(int depth, SplittableRandom own) throws Exception {
        switch (own.nextInt(7)) {
            case 0, 1 -> sleep(own.nextLong(MAX_SLEEP_NANOS));
            case 2 -> gates[own.nextInt(GATES)].open();
            case 3 -> {
                Gate gate = gates[own.nextInt(GATES)];
                if (own.nextBoolean()) {
                    // Else those that wait for it may wait for each other.
                    launch("opens", gate::open);
                }
                gate.nudge();
            }
            case 4 -> {
                Gate gate = gates[own.nextInt(GATES)];
                launch(
                        "opens",
                        () -> {
                            sleep(own.nextLong(MAX_SLEEP_NANOS));
                            gate.open();
                        });
                gate.await();
            }
            case 5 -> {
                if (depth < MAX_DEPTH) {
                    Coroutine<?> child = launch(depth + 1);
                    if (child != null && own.nextBoolean()) {
                        assertEnds(child);
                    }
                }
            }
            default -> {
                Coroutine<?> one = launched.get(own.nextInt(launched.size()));
                if (one != null) {
                    one.cancel();
                }
            }
        }
    }

    private static void sleep(long nanos) throws InterruptedException {
        Parker parker = Parker.current();
        long deadline = parker.nanoTime() + nanos;
        while (deadline - parker.nanoTime() > 0) {
            parker.checkStop();
            parker.parkUntil(SLEEP, deadline);
        }
    }

    /** Also those that are launched meanwhile. */
    private void awaitAll() throws InterruptedException {
        for (int i = 0; i < launched.size(); i++) {
            if (launched.get(i) != null) {
                assertEnds(launched.get(i));
            }
        }
    }

    /** Waits for an end; a caller that is cancelled meanwhile goes on to throw that. */
    private static void assertEnds(Coroutine<?> coroutine) throws InterruptedException {
        try {
            coroutine.join();
            assertEquals(CoroutineState.COMPLETED, coroutine.state());
        } catch (CancellationException e) {
            Parker.current().checkStop();
            assertEquals(CoroutineState.CANCELLED, coroutine.state());
            assertTrue(coroutine.isCancelRequested());
        } catch (ExecutionException e) {
            throw new AssertionError(coroutine + " failed", e.getCause());
        }
    }

    private void end() throws InterruptedException {
        shutdown = true;
        assertEquals(List.of(), scheduler.shutdown(PATIENCE), "left after shutdown");
        assertEquals(List.of(), scheduler.liveCoroutines(), "live after shutdown");
        assertEquals(List.of(), reported, "failures that nobody joined");
        for (int i = 0; i < launched.size(); i++) {
            Coroutine<?> coroutine = launched.get(i);
            if (coroutine == null) {
                assertEquals(0, runs.get(i));
                continue;
            }
            CoroutineState state = coroutine.state();
            boolean cancelled = state == CoroutineState.CANCELLED;
            assertTrue(
                    cancelled ? coroutine.isCancelRequested() : state == CoroutineState.COMPLETED,
                    coroutine::toString);
            assertTrue(runs.get(i) == 1 || cancelled && runs.get(i) == 0, coroutine::toString);
        }
        SchedulerCounters counters = scheduler.counters();
        assertEquals(counters.submitted(), counters.completed(), counters::toString);
        assertThrows(IllegalStateException.class, () -> scheduler.launch("late", () -> {}));
        sleep(PATIENCE.toNanos());
        assertEquals(0, port.unfinished(), "threads of the scheduler that have not ended");
    }
}
