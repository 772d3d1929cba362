// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter.host.internal;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

import org.kcoro.adapter.Adapter;
import org.kcoro.adapter.AdapterContext;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineBody;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.WaitReason;

/** One run of an adapter: its coroutine, and those that it launches. */
public final class AdapterRun implements AdapterContext {

    private static final System.Logger LOG = System.getLogger("org.kcoro.adapter.host");

    private final Scheduler scheduler;
    private final Adapter adapter;
    private final WaitReason endReason;

    // Guarded by this.
    private final List<Coroutine<?>> coroutines = new ArrayList<>();
    private boolean ended;

    public AdapterRun(Scheduler scheduler, Adapter adapter) {
        this.scheduler = scheduler;
        this.adapter = adapter;
        this.endReason = new WaitReason("end", "adapter " + adapter.name());
    }

    public synchronized void start() {
        coroutines.add(scheduler.launch("adapter-" + adapter.name(), this::run));
    }

    private void run() {
        try {
            adapter.run(this);
        } catch (CancellationException e) {
            if (!Coroutine.current().isCancelRequested()) {
                logFailure(e);
            }
        } catch (Throwable e) {
            logFailure(e);
        } finally {
            cancelAll();
        }
    }

    private void logFailure(Throwable e) {
        LOG.log(Level.ERROR, "adapter " + adapter.name() + " failed: " + e.getMessage(), e);
    }

    @Override
    public synchronized Coroutine<Void> launch(String name, CoroutineBody body) {
        if (ended) {
            throw new IllegalStateException(
                    "adapter " + adapter.name() + " has ended; it cannot launch " + name);
        }
        coroutines.removeIf(coroutine -> coroutine.state().isDone());
        Coroutine<Void> coroutine = scheduler.launch(name, body);
        coroutines.add(coroutine);
        return coroutine;
    }

    private synchronized List<Coroutine<?>> cancelAll() {
        ended = true;
        coroutines.forEach(Coroutine::cancel);
        return List.copyOf(coroutines);
    }

    /** Cancels all coroutines and waits for their end; false when the deadline came first. */
    public boolean stop(Duration deadline) {
        Parker parker = Parker.current();
        long deadlineNanos = parker.deadlineAfter(deadline);
        boolean allEnded = true;
        for (Coroutine<?> coroutine : cancelAll()) {
            coroutine.whenDone(parker::unpark);
            while (!coroutine.state().isDone() && deadlineNanos - parker.nanoTime() > 0) {
                parker.parkUntil(endReason, deadlineNanos);
            }
            allEnded &= coroutine.state().isDone();
        }
        return allEnded;
    }

    @Override
    public synchronized String toString() {
        return coroutines.toString();
    }
}
