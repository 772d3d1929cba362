// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;

import org.kcoro.channels.internal.ChannelEnd;

/**
 * Hands elements from senders to receivers, first in, first out.
 *
 * <p>Any number of coroutines, virtual threads and platform threads may send and receive, mixed. An
 * operation that must wait parks its coroutine or thread; it is woken by its counterpart, by a
 * close, by its deadline, or by a stop request: the cancel of a coroutine, of the token under which
 * it waits, or the interrupt of a thread. A later operation never overtakes one that waits on the
 * same side.
 *
 * <p>Each element has one fate: it is received once, or stays in the channel, or is handed to
 * {@code onUndelivered}, or never left its sender. Only a {@code send} that returns normally (or
 * with {@code true}) has given its element away; after any exception, and after {@code false}, the
 * sender still owns it. When a stop request or a deadline meets a counterpart that has already
 * taken or given the element, the operation succeeds; the stop request then shows at the next wait.
 *
 * <p>What a sender did before it sent is visible to the one who receives the element. Every
 * operation that succeeds is counted once, in the same transition that performs it.
 *
 * <p>Errors of use: a null element is a {@link NullPointerException}, a negative timeout an {@link
 * IllegalArgumentException}; both name the channel, and change nothing.
 *
 * @param <E> the type of the elements
 */
public interface Channel<E> {

    /** A builder of a channel in this JVM. */
    static <E> ChannelBuilder<E> builder(String name) {
        return new ChannelBuilder<>(name);
    }

    /** A rendezvous channel in this JVM. */
    static <E> Channel<E> rendezvous(String name) {
        return Channel.<E>builder(name).build();
    }

    /** A buffered channel in this JVM, with room for {@code capacity} elements, at least 1. */
    static <E> Channel<E> buffered(String name, int capacity) {
        return Channel.<E>builder(name).buffered(capacity).build();
    }

    /** A conflated channel in this JVM. */
    static <E> Channel<E> conflated(String name) {
        return Channel.<E>builder(name).conflated().build();
    }

    /** An unlimited channel in this JVM. */
    static <E> Channel<E> unlimited(String name) {
        return Channel.<E>builder(name).unlimited().build();
    }

    /** The name, for records, dumps and errors. */
    String name();

    /** How it keeps what was sent. */
    ChannelKind kind();

    /**
     * How many elements it keeps at most; 0 for a rendezvous channel, {@link Integer#MAX_VALUE} for
     * an unlimited one.
     */
    int capacity();

    // Sending.

    /**
     * Sends an element; waits while there is no room, or no receiver to meet.
     *
     * @throws ChannelClosedException when the channel is closed, or is closed while this waits
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    void send(E element) throws InterruptedException;

    /**
     * Sends as {@link #send(Object)} does, but waits no longer than a timeout.
     *
     * @param timeout zero tries once
     * @return false when the timeout has passed
     */
    boolean send(E element, Duration timeout) throws InterruptedException;

    /**
     * Sends as {@link #send(Object)} does, but says by its result that the channel is closed.
     *
     * @return false when the channel is closed
     */
    boolean sendOrClosed(E element) throws InterruptedException;

    /**
     * Sends an element if that needs no wait: there is room, or a receiver waits. One that waits to
     * {@linkplain #reserve reserve} on a rendezvous channel is no such receiver, for its answer
     * would have to be waited for.
     *
     * @return false when it would have to wait
     * @throws ChannelClosedException when the channel is closed
     */
    boolean trySend(E element);

    /**
     * Sends the elements of a queue in their order, and removes each that was sent. After an
     * exception the queue holds exactly what was not sent.
     *
     * @param elements the caller's; nobody else may use it meanwhile
     * @return how many were sent: all
     * @throws ChannelClosedException as {@link #send(Object)} does
     * @throws InterruptedException as {@link #send(Object)} does
     * @throws java.util.concurrent.CancellationException as {@link #send(Object)} does
     */
    int sendAll(Queue<? extends E> elements) throws InterruptedException;

    // Receiving.

    /**
     * Receives the oldest element; waits while there is none. What was sent before the close is
     * still received after it.
     *
     * @throws ChannelClosedException when the channel is closed and drained
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    E receive() throws InterruptedException;

    /**
     * Receives as {@link #receive()} does, but waits no longer than a timeout.
     *
     * @param timeout zero tries once
     * @return null when the timeout has passed
     */
    E receive(Duration timeout) throws InterruptedException;

    /**
     * Receives as {@link #receive()} does, but says by its result that the channel is closed.
     *
     * @return null when the channel is closed and drained
     */
    E receiveOrClosed() throws InterruptedException;

    /**
     * Receives an element if one is there, or a sender waits.
     *
     * @return null when there is none
     * @throws ChannelClosedException when the channel is closed and drained
     */
    E tryReceive();

    /**
     * Receives a batch: waits for a first element as {@link #receiveOrClosed} does, then takes all
     * that come until the batch is full or a time has passed. A stop request during that time ends
     * the batch, as does a suspension that is refused; it shows at the next wait.
     *
     * @param max how many elements at most, at least 1
     * @param linger how long to wait for more after the first; zero takes what is there
     * @return the elements in their order; empty when the channel is closed and drained
     */
    List<E> receiveUpTo(int max, Duration linger) throws InterruptedException;

    /**
     * Receives as {@link #receive()} does and hands each element to an action, one after the other,
     * until the channel is closed and drained. What the action throws ends it; the element it was
     * given is received, all others stay in the channel. It closes nothing.
     *
     * @throws X what the action throws
     * @throws ChannelClosedException when the channel was closed with a cause, once it is drained
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    default <X extends Exception> void receiveEach(ElementAction<? super E, X> action)
            throws X, InterruptedException {
        Objects.requireNonNull(action, "action");
        for (E element = ChannelEnd.receiveOrEnd(this);
                element != null;
                element = ChannelEnd.receiveOrEnd(this)) {
            action.on(element);
        }
    }

    // Receiving in two phases.

    /**
     * Reserves the oldest element; waits while there is none.
     *
     * @throws ChannelClosedException when the channel is closed and drained
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    Reservation<E> reserve() throws InterruptedException;

    /**
     * Reserves as {@link #reserve()} does, but waits no longer than a timeout.
     *
     * @param timeout zero tries once
     * @return null when the timeout has passed
     */
    Reservation<E> reserve(Duration timeout) throws InterruptedException;

    /**
     * Reserves as {@link #reserve()} does, but says by its result that the channel is closed.
     *
     * @return null when the channel is closed and drained
     */
    Reservation<E> reserveOrClosed() throws InterruptedException;

    /**
     * Reserves an element if one is there, or a sender waits.
     *
     * @return null when there is none
     * @throws ChannelClosedException when the channel is closed and drained
     */
    Reservation<E> tryReserve();

    // Clauses, for Select.

    /** A new clause that receives; users ask {@link Select#receive}. */
    ReceiveClause<E> newReceiveClause();

    /** A new clause that reserves; users ask {@link Select#reserve}. */
    ReserveClause<E> newReserveClause();

    /** A new clause that sends; users ask {@link Select#send}. */
    SendClause<E> newSendClause();

    // Closing.

    /**
     * Closes the channel for sending and wakes all that wait: senders keep their elements,
     * receivers find the rest of the buffer and then the end. Idempotent.
     *
     * @return false when it was closed before
     */
    default boolean close() {
        return close(null);
    }

    /**
     * Closes as {@link #close()} does, and tells why.
     *
     * @param cause becomes the cause of each {@link ChannelClosedException}; or null
     * @return false when it was closed before; the first cause stays
     */
    boolean close(Throwable cause);

    /**
     * Closes the channel, also for receiving: what it keeps is handed to {@code onUndelivered}. A
     * reserved element can still be committed; if it is aborted, it is undelivered too. Idempotent.
     *
     * @param cause as {@link #close(Throwable)} takes it
     */
    void cancel(Throwable cause);

    /** Whether it is closed for sending. */
    boolean isClosedForSend();

    /** Whether it is closed and drained: nothing will ever be received again. */
    boolean isClosedForReceive();

    /** All counters at one moment. */
    ChannelSnapshot snapshot();
}
