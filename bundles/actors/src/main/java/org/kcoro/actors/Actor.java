// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.scheduler.CancellationToken;

/**
 * The handle of an actor: a coroutine with a mailbox, which handles one message after another and
 * is parked while there is none. All methods may be called from any coroutine or thread.
 *
 * <p>Each message has one fate: it is handled once, with success or a failure, or is handed to the
 * actor's {@code onUndelivered}, or never left its sender. Only a {@code tell} that returns
 * normally (or with {@code true}) has given its message away.
 *
 * <p>Messages of one sender are handled in the order in which it sent them, unless the mailbox is
 * conflated or drops; messages of several senders in the order in which the mailbox took them. What
 * a sender did before it sent is visible to the handler, and what one message did to the body's
 * state to the next.
 *
 * <p>The semantics are those of Akka Typed, but that a full mailbox makes its senders wait, and
 * that a message to an actor that has ended is an error rather than a dead letter.
 *
 * @param <M> the type of the messages
 */
public interface Actor<M> {

    /**
     * A builder of an actor with one body for its whole life, also across restarts: for bodies
     * without state.
     *
     * @param name for dumps and errors; not empty, without a slash
     * @throws IllegalArgumentException when the name is empty or has a slash
     */
    static <M> ActorBuilder<M> builder(String name, ActorBody<M> body) {
        Objects.requireNonNull(body, "body");
        return new ActorBuilder<>(name, self -> body);
    }

    /**
     * A builder of an actor with a body that is made at its start and anew for each restart.
     *
     * @param name for dumps and errors; not empty, without a slash
     * @throws IllegalArgumentException when the name is empty or has a slash
     */
    static <M> ActorBuilder<M> setup(String name, ActorFactory<M> factory) {
        return new ActorBuilder<>(name, factory);
    }

    /** The name, which no other living child of its parent has. */
    String name();

    /** Its name behind those of its parents, such as {@code /orders/printer}. */
    String path();

    /** Where it is in its life; already past when the caller reads it. */
    ActorState state();

    /** The counters of its mailbox. */
    ChannelSnapshot mailbox();

    // Messages.

    /**
     * Sends a message; waits while the mailbox is full.
     *
     * @throws ActorTerminatedException when it was stopped or has ended, also while this waits
     * @throws IllegalStateException when an actor tells itself while its mailbox is full: it would
     *     wait for ever
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    void tell(M message) throws InterruptedException;

    /**
     * Sends as {@link #tell(Object)} does, but waits no longer than a timeout.
     *
     * @param timeout zero tries once
     * @return false when the timeout has passed
     */
    boolean tell(M message, Duration timeout) throws InterruptedException;

    /**
     * Sends as {@link #tell(Object)} does, but says by its result that the actor takes no more.
     *
     * @return false when it was stopped or has ended
     */
    boolean tellOrTerminated(M message) throws InterruptedException;

    /**
     * Sends a message if that needs no wait.
     *
     * @return false when the mailbox is full; a rendezvous mailbox is, unless the actor waits
     * @throws ActorTerminatedException when it was stopped or has ended
     */
    boolean tryTell(M message);

    /**
     * Sends a message and waits for the answer.
     *
     * <p>A message that was sent stays sent: when the deadline passes or the caller is stopped, it
     * is handled all the same, and the answer comes to nothing.
     *
     * @param message makes the message around the place where the answer goes
     * @param timeout for room in the mailbox and the answer together
     * @return the answer
     * @throws TimeoutException when the timeout has passed
     * @throws ExecutionException when the answer is a failure, or the handling of the message has
     *     failed; with that as its cause
     * @throws ActorTerminatedException when the actor takes no more messages, or ends before the
     *     answer has come
     * @throws IllegalStateException when an actor asks itself: it would wait for ever
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    <R> R ask(Function<? super ReplyTo<R>, ? extends M> message, Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException;

    /**
     * Sends a message as {@link #tell(Object)} does, waiting for room if need be, and answers at
     * once with a future of the answer. It fails as {@link #ask} does, a failure coming as it is.
     *
     * <p>What is chained to the future without an executor runs on the thread that ends it: the
     * actor's worker, or the one of the timers; it must be short and must not wait.
     *
     * @param timeout for room in the mailbox and the answer together
     */
    <R> CompletableFuture<R> askAsync(
            Function<? super ReplyTo<R>, ? extends M> message, Duration timeout)
            throws InterruptedException;

    // The end.

    /**
     * Ends the actor once it has handled what is in its mailbox: it takes no more, then its
     * children are stopped likewise, then it ends. Does not wait. Idempotent.
     *
     * @return false when it was stopped or ended before
     */
    boolean stop();

    /**
     * Ends the actor now: it takes no more, what is in its mailbox is undelivered, its children are
     * cancelled. The current or next wait of a handler that runs throws a {@link
     * java.util.concurrent.CancellationException}; one that never waits is not disturbed. Does not
     * wait. Idempotent; also after {@link #stop}.
     *
     * @param reason what those that still send or ask are told
     */
    void cancel(String reason);

    /**
     * Runs an action once when the actor has ended: at once if it has, else by the actor's
     * coroutine, in the order of the calls. It must be short; what it throws is logged.
     *
     * @return closing it withdraws the action
     */
    CancellationToken.Registration onDone(Consumer<? super Terminated> action);

    /**
     * Waits until it has ended.
     *
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     * @throws IllegalStateException when an actor would wait for its own end
     */
    Terminated join() throws InterruptedException;

    /**
     * Waits as {@link #join()} does, but no longer than a timeout.
     *
     * @param timeout zero or less does not wait
     * @return null when the timeout has passed
     */
    Terminated join(Duration timeout) throws InterruptedException;
}
