// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineDump;
import org.kcoro.scheduler.CoroutineState;
import org.kcoro.scheduler.LaunchOptions;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;
import org.kcoro.scheduler.internal.events.LaunchEvent;
import org.kcoro.scheduler.internal.events.ParkEvent;
import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextOwner;
import org.kcoro.switcher.ContextSwitcher;

/**
 * A coroutine: the owner of its context, its own parker, and its handle, in one object.
 *
 * <p>State and wait reason are written by the body, with release: those who decide by them have
 * been ordered behind the write by something stronger, and all others only look.
 */
final class LaunchedCoroutine<T> extends Parker implements Coroutine<T>, ContextOwner {

    /** An action to run at the end, and the one added before it. */
    private record EndAction(Runnable action, EndAction previous) {}

    /** Stands for the actions once the coroutine has ended. */
    private static final EndAction ENDED = new EndAction(null, null);

    private static final VarHandle STATE;
    private static final VarHandle WAIT_REASON;
    private static final VarHandle WAITS;
    private static final VarHandle END_ACTIONS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> type = LaunchedCoroutine.class;
            STATE = lookup.findVarHandle(type, "state", CoroutineState.class);
            WAIT_REASON = lookup.findVarHandle(type, "waitReason", WaitReason.class);
            WAITS = lookup.findVarHandle(type, "waits", long.class);
            END_ACTIONS = lookup.findVarHandle(type, "endActions", EndAction.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final WorkStealingScheduler scheduler;
    final WorkerPool pool;
    private final String name;
    private final boolean reportsFailure;
    private final Context context;
    private long id;
    private Callable<T> body;

    /** Wakes it at the cancel of its token; null without one. */
    private CancellationToken.Registration wakeAtCancel;

    // The list of live coroutines'.
    int stripe;
    LaunchedCoroutine<?> previousLive;
    LaunchedCoroutine<?> nextLive;

    /** Whether its context stays with the worker of its first turn. */
    final boolean bindsToWorker;

    /** The worker that runs all its turns, or null while any may. */
    Worker home;

    /** The worker of the current turn. */
    Worker worker;

    /** What a worker runs. */
    Runnable turn;

    boolean started;

    /** Written by the body at its end, read by the worker behind the turn. */
    private boolean ended;

    private CoroutineState state = CoroutineState.READY;
    private WaitReason waitReason;

    /** How many waits it has begun. Written by the body. */
    private long waits;

    /**
     * Whether time ends the current wait, if nothing else does. Written by the body, before the
     * state.
     */
    private boolean waitsWithDeadline;

    private volatile EndAction endActions;
    private volatile boolean cancelRequested;

    /** Cancelled with this coroutine alone; null until something wants to be told. */
    private volatile CancellationToken ownToken;

    private volatile boolean joined;
    private T result;
    private Throwable failure;

    /**
     * @param home the worker that it must run on, or null
     */
    LaunchedCoroutine(
            WorkStealingScheduler scheduler,
            WorkerPool pool,
            ContextSwitcher switcher,
            Worker home,
            LaunchOptions options,
            Callable<T> body) {
        super(options.token());
        this.scheduler = scheduler;
        this.pool = pool;
        this.name = options.name();
        this.reportsFailure = options.reportsFailure();
        this.home = home;
        this.body = body;
        this.bindsToWorker = !switcher.migrates();
        this.context = switcher.newContext(this);
    }

    /** Hands over the first turn. */
    void start(long id) {
        this.id = id;
        CancellationToken token = token();
        if (token != null) {
            wakeAtCancel = token.onCancel(this::unpark);
        }
        LaunchEvent.note(this);
        context.start();
    }

    /** Notes the worker that runs its next turn. */
    void beginTurn(Worker worker) {
        this.worker = worker;
        if (!started) {
            started = true;
            if (bindsToWorker && home == null) {
                home = worker;
                worker.bind();
            }
        }
    }

    // The context's owner.

    @Override
    public void run() {
        STATE.setRelease(this, CoroutineState.RUNNING);
        CoroutineState end = CoroutineState.COMPLETED;
        try {
            result = body.call();
        } catch (CancellationException e) {
            end = isStopRequested() ? CoroutineState.CANCELLED : CoroutineState.FAILED;
            failure = e;
        } catch (Throwable e) {
            end = CoroutineState.FAILED;
            failure = e;
        }
        body = null;
        if (end == CoroutineState.FAILED && reportsFailure && !joined) {
            pool.report(this, failure);
        }
        if (wakeAtCancel != null) {
            wakeAtCancel.close();
        }
        STATE.setRelease(this, end);
        runEndActions((EndAction) END_ACTIONS.getAndSet(this, ENDED));
        ended = true;
    }

    /**
     * Called by the worker behind each turn. Only a worker may take a coroutine off the list of
     * those that live: after that the workers may stop, and a body that then still waited for a
     * lock would keep it for ever.
     */
    void endTurn() {
        if (ended && context.hasEnded()) {
            if (home != null) {
                home.unbind();
            }
            scheduler.finished(this);
        }
    }

    private boolean isStopRequested() {
        return cancelRequested || (token() != null && token().isCancelled());
    }

    private void runEndActions(EndAction last) {
        for (EndAction each = last; each != null; each = each.previous()) {
            try {
                each.action().run();
            } catch (Throwable e) {
                pool.report(this, e);
            }
        }
    }

    @Override
    public void ready(Runnable turn) {
        this.turn = turn;
        if (state() == CoroutineState.PARKED) {
            STATE.setRelease(this, CoroutineState.READY);
        }
        pool.enqueue(this);
    }

    // The parker.

    @Override
    public void park(WaitReason reason) {
        park(reason, false);
    }

    private void park(WaitReason reason, boolean withDeadline) {
        ParkEvent event = ParkEvent.start();
        waitsWithDeadline = withDeadline || token() != null && token().hasDeadline();
        WAITS.setRelease(this, waits + 1);
        WAIT_REASON.setRelease(this, reason);
        STATE.setRelease(this, CoroutineState.PARKED);
        try {
            context.park();
        } finally {
            STATE.setRelease(this, CoroutineState.RUNNING);
            WAIT_REASON.setRelease(this, (WaitReason) null);
            if (event != null) {
                event.stop(this, reason);
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
        return (CoroutineState) STATE.getAcquire(this);
    }

    @Override
    public WaitReason waitReason() {
        return (WaitReason) WAIT_REASON.getAcquire(this);
    }

    boolean isOf(WorkStealingScheduler owner) {
        return scheduler == owner;
    }

    // For dumps.

    Context context() {
        return context;
    }

    CoroutineDump.Key key() {
        return new CoroutineDump.Key(scheduler.name(), id);
    }

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
        if (bindsToWorker && stack.length == 0 && on != null && on.running() == this) {
            StackTraceElement[] running = on.stack();
            if (on.running() == this) {
                stack = running;
            }
        }
        return stack;
    }

    @Override
    public T join() throws InterruptedException, ExecutionException {
        joined = true;
        Parker parker = joiner();
        if (!state().isDone()) {
            WaitReason reason = joinReason();
            Runnable wake = parker::unpark;
            whenDone(wake);
            try {
                while (!state().isDone()) {
                    parker.checkStop();
                    parker.park(reason);
                }
            } finally {
                withdraw(wake);
            }
        }
        if (state() == CoroutineState.CANCELLED) {
            CancellationException cancelled =
                    new CancellationException(
                            "coroutine "
                                    + name
                                    + " was cancelled"
                                    + (cancelRequested ? "" : ": " + failure.getMessage()));
            cancelled.initCause(failure);
            throw cancelled;
        }
        if (failure != null) {
            throw new ExecutionException("coroutine " + name + " failed: " + failure, failure);
        }
        return result;
    }

    @Override
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        Parker parker = joiner();
        if (!state().isDone()) {
            long deadlineNanos = parker.deadlineAfter(timeout);
            WaitReason reason = joinReason();
            Runnable wake = parker::unpark;
            whenDone(wake);
            try {
                while (!state().isDone() && deadlineNanos - parker.nanoTime() > 0) {
                    parker.checkStop();
                    parker.parkUntil(reason, deadlineNanos);
                }
            } finally {
                withdraw(wake);
            }
        }
        return state().isDone();
    }

    private Parker joiner() {
        Parker parker = Parker.current();
        if (parker == this) {
            throw new IllegalStateException("coroutine " + name + " would wait for its own end");
        }
        return parker;
    }

    private WaitReason joinReason() {
        return WaitReason.ownedBy("join", name, this);
    }

    @Override
    public Throwable failure() {
        return state() == CoroutineState.FAILED ? failure : null;
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        joined = true;
        CompletableFuture<T> future = new CompletableFuture<>();
        whenDone(
                () -> {
                    switch (state()) {
                        case COMPLETED -> future.complete(result);
                        case CANCELLED -> future.cancel(false);
                        default -> future.completeExceptionally(failure);
                    }
                });
        future.whenComplete(
                (value, thrown) -> {
                    if (future.isCancelled()) {
                        cancel();
                    }
                });
        return future;
    }

    @Override
    public void cancel() {
        if (!cancelRequested && !state().isDone()) {
            cancelRequested = true;
            CancellationToken token = ownToken;
            try {
                if (token != null) {
                    token.cancel("coroutine " + name + " was cancelled");
                }
            } catch (Throwable e) {
                // Of an action. It keeps neither this one nor the next from its cancel.
                pool.report(this, e);
            }
            context.unpark();
        }
    }

    @Override
    public boolean isCancelRequested() {
        return cancelRequested;
    }

    @Override
    public void whenDone(Runnable action) {
        EndAction last = endActions;
        while (last != ENDED) {
            if (END_ACTIONS.compareAndSet(this, last, new EndAction(action, last))) {
                return;
            }
            last = endActions;
        }
        runEndActions(new EndAction(action, null));
    }

    /**
     * Takes back an action that is not needed any more, so that one who waits often leaves nothing.
     */
    private void withdraw(Runnable action) {
        EndAction last = endActions;
        while (last != null && last != ENDED) {
            if (END_ACTIONS.compareAndSet(this, last, without(last, action))) {
                return;
            }
            last = endActions;
        }
    }

    private static EndAction without(EndAction last, Runnable action) {
        for (EndAction each = last; each != null; each = each.previous()) {
            if (each.action() == action) {
                // What came before it is shared; what came after it is made anew.
                EndAction kept = each.previous();
                for (EndAction later : laterThan(last, each)) {
                    kept = new EndAction(later.action(), kept);
                }
                return kept;
            }
        }
        return last;
    }

    /** The actions added after one, oldest first. */
    private static List<EndAction> laterThan(EndAction last, EndAction one) {
        List<EndAction> later = new ArrayList<>();
        for (EndAction each = last; each != one; each = each.previous()) {
            later.add(0, each);
        }
        return later;
    }

    /** By its number: what goes through a set of coroutines does so in the same order each time. */
    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }

    /** Identity, as without this method. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public String toString() {
        WaitReason reason = waitReason();
        return "coroutine "
                + name
                + " #"
                + id
                + " ("
                + state().name().toLowerCase(Locale.ROOT)
                + (reason == null ? "" : ", " + reason)
                + ")";
    }
}
