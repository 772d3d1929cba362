// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.kcoro.switcher.Context;

/**
 * A launched coroutine. All methods may be called from any coroutine or thread.
 *
 * @param <T> the type of its result
 */
public interface Coroutine<T> {

    /** The coroutine that the caller runs in, or null outside any. */
    static Coroutine<?> current() {
        Context context = Context.current();
        return context != null && context.owner() instanceof Coroutine<?> coroutine
                ? coroutine
                : null;
    }

    /**
     * Lets others run: the caller goes behind those that are ready. Outside a coroutine it is
     * {@link Thread#yield}.
     *
     * @throws java.util.concurrent.CancellationException when the coroutine is cancelled
     * @throws IllegalStateException when the coroutine cannot be suspended here
     */
    static void yield() {
        Parker.current().yield();
    }

    /**
     * Waits for a duration; never shorter. Zero or less does not wait.
     *
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    static void sleep(Duration duration) throws InterruptedException {
        Parker.current().sleep(duration);
    }

    /** A number that no other coroutine of its scheduler has; from 1. */
    long id();

    /** The name given at launch; need not be unique. */
    String name();

    /** Where it is in its life; already past when the caller reads it. */
    CoroutineState state();

    /** What it waits for, or null when it does not. */
    WaitReason waitReason();

    /**
     * Waits until it has ended and returns its result.
     *
     * @throws ExecutionException when it failed; the cause is what its body threw
     * @throws java.util.concurrent.CancellationException when it was cancelled, or when the
     *     coroutine that waits is cancelled meanwhile
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws IllegalStateException when a coroutine would wait for itself
     */
    T join() throws InterruptedException, ExecutionException;

    /**
     * Waits until it has ended, but no longer than a timeout.
     *
     * @param timeout zero or less does not wait
     * @return false when the timeout has passed
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws IllegalStateException when a coroutine would wait for itself
     */
    boolean awaitEnd(Duration timeout) throws InterruptedException;

    /** What its body threw, or null unless it has failed. */
    Throwable failure();

    /**
     * A future of its result, completed when it ends: with its failure, or cancelled, if it was.
     * Cancelling the future cancels the coroutine. {@link Parker#await} is the other direction.
     */
    CompletableFuture<T> toCompletableFuture();

    /**
     * Asks it to end: its current or next wait throws {@link
     * java.util.concurrent.CancellationException}, at once and for good. A body that never waits is
     * not disturbed. Idempotent; without effect once it has ended.
     */
    void cancel();

    /** Whether {@link #cancel} was called before it ended. */
    boolean isCancelRequested();

    /**
     * Runs a short action once when it has ended: at once if it has, else on whatever thread ends
     * it. What the action throws goes to the scheduler's failure handler.
     */
    void whenDone(Runnable action);
}
