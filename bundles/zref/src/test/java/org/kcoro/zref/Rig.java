// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;

import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineBody;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A scheduler and a registry for tests of regions. At its end nothing may be left, no failure
 * unseen, and no lease live.
 */
final class Rig implements AutoCloseable {

    /** Longer than any wait that ends. */
    static final Duration LONG = Duration.ofSeconds(50);

    /** Only broken code takes that long. */
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    final Scheduler scheduler;
    final Regions regions = Regions.builder().leakSample(1).build();

    private final Queue<Throwable> unseen = new ConcurrentLinkedQueue<>();

    Rig(Machine machine) {
        scheduler =
                Scheduler.builder()
                        .workers(machine.workers())
                        .switcher(machine.switcher())
                        .failureHandler((coroutine, failure) -> unseen.add(failure))
                        .build();
    }

    /** A pool of blocks of one size. */
    PoolRegion pool(long size, int count) {
        return regions.pool("pool" + regions.list().size()).blocks(size, count).build();
    }

    Coroutine<Void> launch(String name, CoroutineBody body) {
        return scheduler.launch(name, body);
    }

    /** Waits for a coroutine's result, or throws what its body threw. */
    static <T> T get(Coroutine<T> coroutine) throws Exception {
        try {
            return coroutine.join();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    <T> T in(Callable<T> body) throws Exception {
        return get(scheduler.launch("in", body));
    }

    /** Returns when so many wait for a block. */
    static void awaitWaiting(PoolRegion pool, int count) {
        while (waiting(pool) < count) {
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    static int waiting(PoolRegion pool) {
        return pool.snapshot().sizes().stream().mapToInt(SizeClassSnapshot::waiting).sum();
    }

    @Override
    public void close() {
        assertEquals(List.of(), scheduler.shutdown(PATIENCE), "left after shutdown");
        assertEquals(List.of(), List.copyOf(unseen), "failures that nobody joined");
        assertEquals(List.of(), regions.drain(Duration.ZERO), "leases that were not closed");
    }
}
