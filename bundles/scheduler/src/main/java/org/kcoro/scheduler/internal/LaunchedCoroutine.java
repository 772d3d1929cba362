// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineState;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;
import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextOwner;

/** A coroutine: the owner of its context, its own parker, and its handle, in one object. */
final class LaunchedCoroutine<T> extends Parker implements Coroutine<T>, ContextOwner {

    /** An action to run at the end, and the one added before it. */
    private record EndAction(Runnable action, EndAction previous) {}

    /** Stands for the actions once the coroutine has ended. */
    private static final EndAction ENDED = new EndAction(null, null);

    private final WorkStealingScheduler scheduler;
    private final long id;
    private final String name;
    private final WaitReason joinReason;
    private final AtomicReference<EndAction> endActions = new AtomicReference<>();
    private final Context context;
    private Callable<T> body;

    /** The worker of the current turn; of all turns if the context does not migrate. */
    Worker worker;

    /** What a worker runs. */
    Runnable turn;

    boolean started;

    private volatile CoroutineState state = CoroutineState.READY;
    private volatile WaitReason waitReason;
    private volatile boolean cancelRequested;
    private volatile boolean joined;
    private T result;
    private Throwable failure;

    LaunchedCoroutine(WorkStealingScheduler scheduler, long id, String name, Callable<T> body) {
        this.scheduler = scheduler;
        this.id = id;
        this.name = name;
        this.body = body;
        this.joinReason = new WaitReason("join", name);
        this.context = scheduler.contextSwitcher().newContext(this);
    }

    void start() {
        context.start();
    }

    // The context's owner.

    @Override
    public void run() {
        state = CoroutineState.RUNNING;
        CoroutineState end = CoroutineState.COMPLETED;
        try {
            result = body.call();
        } catch (CancellationException e) {
            end = cancelRequested ? CoroutineState.CANCELLED : CoroutineState.FAILED;
            failure = e;
        } catch (Throwable e) {
            end = CoroutineState.FAILED;
            failure = e;
        }
        body = null;
        if (end == CoroutineState.FAILED && !joined) {
            scheduler.report(this, failure);
        }
        scheduler.ended(this);
        state = end;
        runEndActions(endActions.getAndSet(ENDED));
        scheduler.finished();
    }

    private void runEndActions(EndAction last) {
        for (EndAction each = last; each != null; each = each.previous()) {
            try {
                each.action().run();
            } catch (Throwable e) {
                scheduler.report(this, e);
            }
        }
    }

    @Override
    public void ready(Runnable turn) {
        this.turn = turn;
        if (state == CoroutineState.PARKED) {
            state = CoroutineState.READY;
        }
        scheduler.enqueue(this);
    }

    // The parker.

    @Override
    public void park(WaitReason reason) {
        waitReason = reason;
        state = CoroutineState.PARKED;
        try {
            context.park();
        } finally {
            state = CoroutineState.RUNNING;
            waitReason = null;
        }
    }

    @Override
    public void parkUntil(WaitReason reason, long deadlineNanos) {
        TimerQueue.Timer timer = scheduler.watch().addTimer(deadlineNanos, this);
        try {
            park(reason);
        } finally {
            scheduler.watch().cancelTimer(timer);
        }
    }

    @Override
    public void unpark() {
        context.unpark();
    }

    @Override
    public long nanoTime() {
        return scheduler.port().nanoTime();
    }

    @Override
    public void checkStop() {
        if (cancelRequested) {
            throw new CancellationException("coroutine " + name + " was cancelled");
        }
    }

    // The handle.

    @Override
    public long id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CoroutineState state() {
        return state;
    }

    @Override
    public WaitReason waitReason() {
        return waitReason;
    }

    @Override
    public T join() throws InterruptedException, ExecutionException {
        Parker parker = Parker.current();
        if (parker == this) {
            throw new IllegalStateException("coroutine " + name + " would wait for its own end");
        }
        joined = true;
        if (!state.isDone()) {
            whenDone(parker::unpark);
            while (!state.isDone()) {
                parker.checkStop();
                parker.park(joinReason);
            }
        }
        if (state == CoroutineState.CANCELLED) {
            throw new CancellationException("coroutine " + name + " was cancelled");
        }
        if (failure != null) {
            throw new ExecutionException("coroutine " + name + " failed: " + failure, failure);
        }
        return result;
    }

    @Override
    public void cancel() {
        if (!cancelRequested && !state.isDone()) {
            cancelRequested = true;
            context.unpark();
        }
    }

    @Override
    public boolean isCancelRequested() {
        return cancelRequested;
    }

    @Override
    public void whenDone(Runnable action) {
        EndAction last = endActions.get();
        while (last != ENDED) {
            if (endActions.compareAndSet(last, new EndAction(action, last))) {
                return;
            }
            last = endActions.get();
        }
        runEndActions(new EndAction(action, null));
    }

    @Override
    public String toString() {
        WaitReason reason = waitReason;
        return "coroutine "
                + name
                + " #"
                + id
                + " ("
                + state.name().toLowerCase(java.util.Locale.ROOT)
                + (reason == null ? "" : ", " + reason)
                + ")";
    }
}
