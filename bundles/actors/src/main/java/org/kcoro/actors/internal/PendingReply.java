// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors.internal;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.kcoro.actors.ActorTerminatedException;
import org.kcoro.actors.ReplyTo;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/** An ask that was not answered, or the answer. */
final class PendingReply<R> implements ReplyTo<R> {

    private final CompletableFuture<R> future = new CompletableFuture<>();

    /** Set before the future is ended by it. */
    private volatile ActorTerminatedException terminated;

    /** The message that carries it, and another one that is carried by the same. The list's. */
    Object message;

    PendingReply<?> sameMessage;

    /** When it was asked, among those of its actor. The list's. */
    long number;

    @Override
    public boolean reply(R value) {
        return future.complete(value);
    }

    @Override
    public boolean fail(Throwable failure) {
        return future.completeExceptionally(Objects.requireNonNull(failure, "failure"));
    }

    void terminate(ActorTerminatedException exception) {
        if (!future.isDone()) {
            terminated = exception;
            future.completeExceptionally(exception);
        }
    }

    CompletableFuture<R> future() {
        return future;
    }

    /**
     * Waits for the answer. When a deadline or a stop request comes before it, it is not waited for
     * any more; where it was first, the wait succeeds, and the stop shows at the next wait.
     *
     * @return false when the deadline has passed
     */
    boolean await(WaitReason reason, long deadlineNanos) throws InterruptedException {
        Parker parker = Parker.current();
        future.whenComplete((value, failure) -> parker.unpark());
        try {
            while (!future.isDone()) {
                parker.checkStop();
                if (deadlineNanos - parker.nanoTime() > 0) {
                    parker.parkUntil(reason, deadlineNanos);
                } else if (future.cancel(false)) {
                    return false;
                }
            }
        } catch (Throwable stop) {
            if (future.cancel(false)) {
                throw stop;
            }
            if (stop instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
        return true;
    }

    /** Its answer; it has come. */
    R get() throws ExecutionException {
        try {
            // Not get, which an interrupt would end.
            return future.resultNow();
        } catch (IllegalStateException e) {
            throw new ExecutionException(future.exceptionNow());
        }
    }

    /** Whether a failure is the end of the actor, and not an answer. */
    boolean isTermination(Throwable failure) {
        return failure == terminated;
    }
}
