// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.util.Objects;
import java.util.concurrent.Callable;

import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Dispatcher;
import org.kcoro.scheduler.LaunchOptions;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.switcher.ContextSwitcher;

/** Launches the coroutines of a scheduler on one of its pools, or on one worker of a pool. */
final class PoolDispatcher implements Dispatcher {

    private final String name;
    private final WorkStealingScheduler scheduler;
    private final WorkerPool pool;
    private final ContextSwitcher switcher;

    /** All coroutines run on one worker. */
    private final boolean confined;

    /** The worker of the last launch, for one that is confined. Guarded by this. */
    private Worker worker;

    /**
     * @param switcher that of launches which name none
     */
    PoolDispatcher(
            String name,
            WorkStealingScheduler scheduler,
            WorkerPool pool,
            ContextSwitcher switcher,
            boolean confined) {
        this.name = name;
        this.scheduler = scheduler;
        this.pool = pool;
        this.switcher = switcher;
        this.confined = confined;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Scheduler scheduler() {
        return scheduler;
    }

    @Override
    public <T> Coroutine<T> launch(LaunchOptions options, Callable<T> body) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(body, "body");
        return scheduler.launch(pool, switcher, confined ? bindToWorker() : null, options, body);
    }

    /** The worker stays the same while any coroutine is bound to it. */
    private synchronized Worker bindToWorker() {
        if (worker == null || !worker.tryBind()) {
            worker = pool.bindToAny((int) pool.port().nextRandom());
        }
        return worker;
    }

    @Override
    public String toString() {
        return "dispatcher " + name + " of " + scheduler;
    }
}
