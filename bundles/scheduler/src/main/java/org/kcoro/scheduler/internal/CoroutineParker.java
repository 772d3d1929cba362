// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CancellationException;

import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.CoroutineState;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;
import org.kcoro.scheduler.internal.events.ParkEvent;
import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextOwner;
import org.kcoro.switcher.ContextSwitcher;

/**
 * How a coroutine waits and runs its turns: the owner of its context and its own parker.
 *
 * <p>State and wait reason are written by the body, with release: those who decide by them have
 * been ordered behind the write by something stronger, and all others only look.
 */
abstract class CoroutineParker extends Parker implements ContextOwner {

    private static final CoroutineState[] STATES = CoroutineState.values();

    private static final VarHandle STATE;
    private static final VarHandle WAIT_REASON;
    private static final VarHandle WAITS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> type = CoroutineParker.class;
            STATE = lookup.findVarHandle(type, "state", int.class);
            WAIT_REASON = lookup.findVarHandle(type, "waitReason", WaitReason.class);
            WAITS = lookup.findVarHandle(type, "waits", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final WorkerPool pool;
    private final String name;
    private final Context context;

    /** Whether its context stays with the worker of its first turn. */
    final boolean bindsToWorker;

    /** The worker that runs all its turns, or null while any may. */
    Worker home;

    /** The worker of the current turn. */
    Worker worker;

    /** What a worker runs. */
    Runnable turn;

    boolean started;

    /** The ordinal of its state: a number is written without a barrier of the collector. */
    private int state = CoroutineState.READY.ordinal();

    /** What it waits for, or has waited for last. */
    private WaitReason waitReason;

    /** How many waits it has begun. Written by the body. */
    private long waits;

    /**
     * Whether time ends the current wait, if nothing else does. Written by the body, before the
     * state.
     */
    private boolean waitsWithDeadline;

    private volatile boolean cancelRequested;

    /** Cancelled with this coroutine alone; null until something wants to be told. */
    private volatile CancellationToken ownToken;

    /**
     * @param home the worker that it must run on, or null
     */
    CoroutineParker(
            String name,
            CancellationToken token,
            WorkerPool pool,
            ContextSwitcher switcher,
            Worker home) {
        super(token);
        this.name = name;
        this.pool = pool;
        this.home = home;
        this.bindsToWorker = !switcher.migrates();
        this.context = switcher.newContext(this);
    }

    /** This, as what it is. */
    abstract LaunchedCoroutine<?> handle();

    @Override
    public final String name() {
        return name;
    }

    final Context context() {
        return context;
    }

    public final CoroutineState state() {
        return STATES[(int) STATE.getAcquire(this)];
    }

    public final WaitReason waitReason() {
        // In this order: the reason is written before the state.
        CoroutineState seen = state();
        return seen == CoroutineState.PARKED || seen == CoroutineState.READY
                ? (WaitReason) WAIT_REASON.getAcquire(this)
                : null;
    }

    /** Keeps nothing that it has waited for. */
    final void forgetWait() {
        WAIT_REASON.setRelease(this, (WaitReason) null);
    }

    final void setState(CoroutineState state) {
        STATE.setRelease(this, state.ordinal());
    }

    // Turns.

    /** Notes the worker that runs its next turn. */
    void beginTurn(Worker worker) {
        // Most turns are where the last one was, and reading is cheaper than writing.
        if (this.worker != worker) {
            this.worker = worker;
        }
        if (!started) {
            started = true;
            if (bindsToWorker && home == null) {
                home = worker;
                worker.bind();
            }
        }
    }

    @Override
    public final void ready(Runnable turn) {
        if (this.turn != turn) {
            this.turn = turn;
        }
        if (state() == CoroutineState.PARKED) {
            setState(CoroutineState.READY);
        }
        pool.enqueue(handle());
    }

    // Waiting.

    @Override
    public void park(WaitReason reason) {
        park(reason, false);
    }

    private void park(WaitReason reason, boolean withDeadline) {
        ParkEvent event = ParkEvent.start();
        waitsWithDeadline = withDeadline || token() != null && token().hasDeadline();
        WAITS.setRelease(this, waits + 1);
        if (waitReason != reason) {
            WAIT_REASON.setRelease(this, reason);
        }
        setState(CoroutineState.PARKED);
        try {
            context.park();
        } finally {
            setState(CoroutineState.RUNNING);
            if (event != null) {
                event.stop(handle(), reason);
            }
        }
    }

    @Override
    public void parkUntil(WaitReason reason, long deadlineNanos) {
        TimerQueue.Timer timer = pool.watch().addTimer(deadlineNanos, this);
        try {
            park(reason, true);
        } finally {
            pool.watch().cancelTimer(timer);
        }
    }

    @Override
    public void unpark() {
        context.unpark();
    }

    @Override
    public void yield() {
        checkStop();
        context.yield();
        checkStop();
    }

    @Override
    public CancellationToken.Registration onCancel(Runnable action) {
        if (ownToken == null) {
            ownToken = CancellationToken.create();
        }
        if (cancelRequested) {
            ownToken.cancel("coroutine " + name + " was cancelled");
        }
        return ownToken.onCancel(action);
    }

    @Override
    public long nanoTime() {
        return pool.port().nanoTime();
    }

    @Override
    public void checkStop() {
        if (cancelRequested) {
            throw new CancellationException("coroutine " + name + " was cancelled");
        }
        CancellationToken token = token();
        if (token != null) {
            token.throwIfCancelled();
        }
    }

    // Stopping.

    /** Makes the current or the next wait end, and those of the scopes that it runs. */
    final void requestCancel() {
        if (!cancelRequested) {
            cancelRequested = true;
            CancellationToken token = ownToken;
            try {
                if (token != null) {
                    token.cancel("coroutine " + name + " was cancelled");
                }
            } catch (Throwable e) {
                // Of an action. It keeps neither this one nor the next from its cancel.
                pool.report(handle(), e);
            }
            context.unpark();
        }
    }

    public final boolean isCancelRequested() {
        return cancelRequested;
    }

    /** Whether it was asked to end, alone or through its token. */
    final boolean isStopRequested() {
        return cancelRequested || (token() != null && token().isCancelled());
    }

    // For dumps.

    /** The number of its current or last wait. */
    long waitNumber() {
        return (long) WAITS.getAcquire(this);
    }

    /**
     * Whether it is in the wait of a number, which has no deadline, and which nobody has ended. The
     * order of the reads matters: it was parked before the number was read, and the number grows.
     */
    boolean waitsWithoutDeadline(long number) {
        return state() == CoroutineState.PARKED
                && !waitsWithDeadline
                && context.isParked()
                && waitNumber() == number;
    }

    /** Its stack, read through its worker where its context has no thread of its own. */
    StackTraceElement[] stack() {
        StackTraceElement[] stack = context.stack();
        Worker on = worker;
        if (bindsToWorker
                && state() == CoroutineState.RUNNING
                && stack.length == 0
                && on != null
                && on.running() == handle()) {
            StackTraceElement[] running = on.stack();
            if (on.running() == handle()) {
                stack = running;
            }
        }
        return stack;
    }
}
