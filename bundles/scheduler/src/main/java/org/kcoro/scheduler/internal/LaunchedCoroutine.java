// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayDeque;
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
import org.kcoro.switcher.ContextSwitcher;

/**
 * A coroutine: its body and its handle, and, by what it extends, its parker and the owner of its
 * context, in one object.
 */
final class LaunchedCoroutine<T> extends CoroutineParker implements Coroutine<T> {

    /** An action to run at the end, and the one added before it. */
    private record EndAction(Runnable action, EndAction previous) {}

    /** Stands for the actions once the coroutine has ended. */
    private static final EndAction ENDED = new EndAction(null, null);

    private static final VarHandle END_ACTIONS;
    private static final VarHandle LEAVING;

    static {
        try {
            END_ACTIONS =
                    MethodHandles.lookup()
                            .findVarHandle(LaunchedCoroutine.class, "endActions", EndAction.class);
            LEAVING =
                    MethodHandles.lookup()
                            .findVarHandle(LaunchedCoroutine.class, "leaving", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final WorkStealingScheduler scheduler;
    private final boolean reportsFailure;
    private long id;
    private Callable<T> body;

    /** Wakes it at the cancel of its token; null without one. */
    private CancellationToken.Registration wakeAtCancel;

    // The list of live coroutines'.
    int stripe;
    LaunchedCoroutine<?> previousLive;
    LaunchedCoroutine<?> nextLive;

    /** Set by the body at its end, and taken by the one that takes it off the list. */
    private boolean leaving;

    private volatile EndAction endActions;
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
        super(options.name(), options.token(), pool, switcher, home);
        this.scheduler = scheduler;
        this.reportsFailure = options.reportsFailure();
        this.body = body;
    }

    @Override
    LaunchedCoroutine<T> handle() {
        return this;
    }

    /** Hands over the first turn. */
    void start(long id) {
        this.id = id;
        CancellationToken token = token();
        if (token != null) {
            wakeAtCancel = token.onCancel(this::unpark);
        }
        LaunchEvent.note(this);
        context().start();
    }

    // The context's owner.

    @Override
    public void run() {
        setState(CoroutineState.RUNNING);
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
        forgetWait();
        if (end == CoroutineState.FAILED && reportsFailure && !joined) {
            pool.report(this, failure);
        }
        if (wakeAtCancel != null) {
            wakeAtCancel.close();
        }
        setState(end);
        runEndActions((EndAction) END_ACTIONS.getAndSet(this, ENDED));
        leaving = true;
    }

    /**
     * Called by the worker behind each turn. Only a worker may take a coroutine off the list of
     * those that live: after that the workers may stop, and a body that then still waited for a
     * lock would keep it for ever.
     */
    void endTurn() {
        // A worker may still stand behind an earlier turn, while another one has run the last.
        if (leaving && context().hasEnded() && LEAVING.compareAndSet(this, true, false)) {
            if (home != null) {
                home.unbind();
            }
            scheduler.finished(this);
        }
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

    // The handle.

    @Override
    public long id() {
        return id;
    }

    boolean isOf(WorkStealingScheduler owner) {
        return scheduler == owner;
    }

    // For dumps.

    CoroutineDump.Key key() {
        return new CoroutineDump.Key(scheduler.name(), id);
    }

    @Override
    public T join() throws InterruptedException, ExecutionException {
        joined = true;
        Parker parker = joiner();
        awaitEnd(parker, WaitQueue.NEVER);
        if (state() == CoroutineState.CANCELLED) {
            CancellationException cancelled =
                    new CancellationException(
                            "coroutine "
                                    + name()
                                    + " was cancelled"
                                    + (isCancelRequested() ? "" : ": " + failure.getMessage()));
            cancelled.initCause(failure);
            throw cancelled;
        }
        if (failure != null) {
            throw new ExecutionException("coroutine " + name() + " failed: " + failure, failure);
        }
        return result;
    }

    @Override
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        Parker parker = joiner();
        awaitEnd(parker, parker.deadlineAfter(timeout));
        return state().isDone();
    }

    private void awaitEnd(Parker parker, long deadlineNanos) throws InterruptedException {
        if (state().isDone()) {
            return;
        }
        WaitReason reason = WaitReason.ownedBy("join", name(), this);
        Runnable wake = parker::unpark;
        whenDone(wake);
        try {
            while (!state().isDone()) {
                if (deadlineNanos == WaitQueue.NEVER) {
                    parker.checkStop();
                    parker.park(reason);
                } else if (deadlineNanos - parker.nanoTime() > 0) {
                    parker.checkStop();
                    parker.parkUntil(reason, deadlineNanos);
                } else {
                    return;
                }
            }
        } finally {
            withdraw(wake);
        }
    }

    private Parker joiner() {
        Parker parker = Parker.current();
        if (parker == this) {
            throw new IllegalStateException("coroutine " + name() + " would wait for its own end");
        }
        return parker;
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
        if (!state().isDone()) {
            requestCancel();
        }
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
        ArrayDeque<Runnable> later = new ArrayDeque<>();
        EndAction each = last;
        while (each != null && each.action() != action) {
            later.push(each.action());
            each = each.previous();
        }
        if (each == null) {
            return last;
        }
        // What came before it is shared; what came after it is made anew, oldest first.
        EndAction kept = each.previous();
        for (Runnable one : later) {
            kept = new EndAction(one, kept);
        }
        return kept;
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
                + name()
                + " #"
                + id
                + " ("
                + state().name().toLowerCase(Locale.ROOT)
                + (reason == null ? "" : ", " + reason)
                + ")";
    }
}
