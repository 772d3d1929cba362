// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.kcoro.scheduler.internal.ThreadParker;
import org.kcoro.switcher.Context;

/**
 * The one that waits: the current coroutine, or the current thread outside one. Everything that
 * waits in kcoro is built on it, and so works for coroutines, virtual threads and platform threads
 * alike.
 *
 * <p>An {@link #unpark} that comes before the park is kept, once. A park may also return early, so
 * a wait is a loop:
 *
 * <pre>{@code
 * Parker parker = Parker.current();
 * enqueue(parker);
 * while (!done()) {
 *     parker.checkStop();      // withdraw from the queue if it throws
 *     parker.park(reason);
 * }
 * }</pre>
 */
public abstract class Parker {

    private static final WaitReason FUTURE = new WaitReason("await", "future");
    private static final WaitReason SLEEP = new WaitReason("sleep", "a while");

    /** Under which it waits, or null. Changed by the one that waits only. */
    CancellationToken token;

    /**
     * For this bundle only.
     *
     * @param token under which it waits, or null
     */
    protected Parker(CancellationToken token) {
        this.token = token;
    }

    /** The token under which it waits, or null. */
    public final CancellationToken token() {
        return token;
    }

    /** The parker of the caller. Keep it no longer than for one wait. */
    public static Parker current() {
        Context context = Context.current();
        return context != null && context.owner() instanceof Parker parker
                ? parker
                : ThreadParker.current();
    }

    /**
     * Waits until {@link #unpark}, a stop request (a coroutine's cancel, a thread's interrupt), or
     * spuriously. Called by its own coroutine or thread only.
     *
     * @throws IllegalStateException when the coroutine cannot be suspended here
     */
    public abstract void park(WaitReason reason);

    /**
     * Waits as {@link #park} does, but no longer than until a deadline; never returns early because
     * of the deadline.
     *
     * @param deadlineNanos on the scale of {@link #nanoTime}
     */
    public abstract void parkUntil(WaitReason reason, long deadlineNanos);

    /** Makes the current or the next park return; legal from any thread, at any time. */
    public abstract void unpark();

    /** The exact time of the one that waits, in nanoseconds. */
    public abstract long nanoTime();

    /**
     * Throws if the one that waits was asked to stop.
     *
     * @throws CancellationException when the coroutine was cancelled, or the token under which it
     *     waits
     * @throws InterruptedException when the thread was interrupted; the flag is cleared
     */
    public abstract void checkStop() throws InterruptedException;

    /**
     * Runs an action when the coroutine is cancelled, at once if it was; never for a thread. Called
     * by its own coroutine or thread only.
     */
    public abstract CancellationToken.Registration onCancel(Runnable action);

    /** Lets others run. */
    public abstract void yield();

    /**
     * Waits for a duration, never shorter; zero or less does not wait.
     *
     * @throws CancellationException as {@link #checkStop} does
     * @throws InterruptedException as {@link #checkStop} does
     */
    public final void sleep(Duration duration) throws InterruptedException {
        long deadlineNanos = deadlineAfter(duration);
        while (deadlineNanos - nanoTime() > 0) {
            checkStop();
            parkUntil(SLEEP, deadlineNanos);
        }
    }

    /** The deadline that lies a duration ahead; a negative duration counts as zero. */
    public final long deadlineAfter(Duration duration) {
        long nanos;
        try {
            nanos = Math.max(0, duration.toNanos());
        } catch (ArithmeticException e) {
            nanos = duration.isNegative() ? 0 : Long.MAX_VALUE;
        }
        // Half the range, so that differences of deadlines never overflow.
        return nanoTime() + Math.min(nanos, Long.MAX_VALUE / 2);
    }

    /**
     * Waits for the result of a stage.
     *
     * @throws ExecutionException when the stage fails
     * @throws CancellationException when the stage or the waiting coroutine is cancelled
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public static <T> T await(CompletionStage<T> stage)
            throws InterruptedException, ExecutionException {
        Parker parker = current();
        Future<T> future = stage.toCompletableFuture();
        if (!future.isDone()) {
            stage.whenComplete((result, failure) -> parker.unpark());
            while (!future.isDone()) {
                parker.checkStop();
                parker.park(FUTURE);
            }
        }
        try {
            return future.get();
        } catch (CompletionException e) {
            throw new ExecutionException(e.getCause());
        }
    }
}
