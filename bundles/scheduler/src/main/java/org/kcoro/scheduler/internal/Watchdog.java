// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

import org.kcoro.scheduler.Coroutine;

/**
 * Names coroutines that keep a worker too long, each turn once, with the stack. It looks at the
 * workers at intervals; a turn that it sees in two looks has lasted that long at least.
 */
final class Watchdog implements Runnable {

    private final Machinery machinery;
    private final Duration patience;
    private final BiConsumer<Coroutine<?>, StackTraceElement[]> handler;

    /** The turn that each worker ran at the last look; negated once it was reported. */
    private final Map<Worker, Long> seen = new HashMap<>();

    Watchdog(
            Machinery machinery,
            Duration patience,
            BiConsumer<Coroutine<?>, StackTraceElement[]> handler) {
        this.machinery = machinery;
        this.patience = patience;
        this.handler = handler;
    }

    void start() {
        long nanos = Math.min(patience.toNanos(), Long.MAX_VALUE / 2);
        machinery.watch().addTimer(machinery.pool().port().nanoTime() + nanos, this);
    }

    /** One look, by the thread that fires timers. */
    @Override
    public void run() {
        for (WorkerPool pool : machinery.pools()) {
            // Coroutines of a blocking pool are there to keep their workers.
            if (pool.usesSlot) {
                pool.allWorkers().forEach(this::look);
            }
        }
        seen.keySet().removeIf(Worker::hasEnded);
        try {
            start();
        } catch (IllegalStateException e) {
            // There are no timers behind the end, which may have come during this look.
            if (!machinery.isStopped()) {
                throw e;
            }
        }
    }

    private void look(Worker worker) {
        long turn = worker.turnNumber();
        LaunchedCoroutine<?> running = worker.running();
        Long before = seen.put(worker, turn);
        if (running == null || before == null || Math.abs(before) != turn) {
            return;
        }
        seen.put(worker, -turn);
        if (before < 0) {
            return;
        }
        StackTraceElement[] stack = running.stack();
        if (worker.turnNumber() == turn) {
            handler.accept(running, stack);
        }
    }

    @Override
    public String toString() {
        return "watchdog";
    }
}
