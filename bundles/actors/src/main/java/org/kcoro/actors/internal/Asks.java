// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import org.kcoro.actors.ActorTerminatedException;
import org.kcoro.actors.ReplyTo;
import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/** How an actor is asked. */
final class Asks<M> {

    private final LocalActor<M> actor;
    private final PendingReplies replies;
    private final WaitReason reason;

    Asks(LocalActor<M> actor, PendingReplies replies) {
        this.actor = actor;
        this.replies = replies;
        this.reason =
                new WaitReason(
                        "ask", "actor " + actor.path(), false, () -> List.of(actor.coroutine()));
    }

    <R> R ask(Function<? super ReplyTo<R>, ? extends M> message, Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (actor.isCurrent()) {
            throw new IllegalStateException(
                    "actor "
                            + actor.path()
                            + " asks itself, and would wait for ever; use askAsync, or call what"
                            + " handles the message");
        }
        long deadlineNanos = Parker.current().deadlineAfter(timeout);
        PendingReply<R> reply = new PendingReply<>();
        try {
            if (!send(message, timeout, reply) || !reply.await(reason, deadlineNanos)) {
                throw noAnswer(timeout);
            }
        } finally {
            replies.remove(reply);
        }
        try {
            return reply.get();
        } catch (ExecutionException e) {
            if (reply.isTermination(e.getCause())) {
                // A new one, with the stack of the one that asked.
                Throwable end = e.getCause();
                throw new ActorTerminatedException(end.getMessage(), end.getCause());
            }
            throw new ExecutionException(
                    "actor " + actor.path() + " has answered with a failure: " + e.getCause(),
                    e.getCause());
        }
    }

    <R> CompletableFuture<R> askAsync(
            Function<? super ReplyTo<R>, ? extends M> message, Duration timeout)
            throws InterruptedException {
        Parker parker = Parker.current();
        long deadlineNanos = parker.deadlineAfter(timeout);
        PendingReply<R> reply = new PendingReply<>();
        boolean sent = false;
        try {
            sent = send(message, timeout, reply);
        } finally {
            if (!sent) {
                replies.remove(reply);
            }
        }
        if (!sent) {
            reply.fail(noAnswer(timeout));
            return reply.future();
        }
        Duration left = Duration.ofNanos(Math.max(0, deadlineNanos - parker.nanoTime()));
        CancellationToken timer = actor.dispatcher().scheduler().timeout(null, left);
        timer.onCancel(() -> reply.fail(noAnswer(timeout)));
        reply.future()
                .whenComplete(
                        (value, failure) -> {
                            replies.remove(reply);
                            timer.close();
                        });
        return reply.future();
    }

    /** Sends a message that carries a reply; false when there was no room in time. */
    private <R> boolean send(
            Function<? super ReplyTo<R>, ? extends M> message,
            Duration timeout,
            PendingReply<R> reply)
            throws InterruptedException {
        M made = message.apply(reply);
        if (!replies.add(reply, made)) {
            throw actor.howItEnds().takesNoMore(null);
        }
        return actor.tell(made, timeout);
    }

    private TimeoutException noAnswer(Duration timeout) {
        return new TimeoutException(
                "actor " + actor.path() + " has not answered within " + timeout);
    }
}
