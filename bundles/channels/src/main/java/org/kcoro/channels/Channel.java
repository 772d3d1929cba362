// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;

/**
 * Hands elements from senders to receivers, first in, first out.
 *
 * <p>Any number of coroutines, virtual threads and platform threads may send and receive, mixed. An
 * operation that must wait parks its coroutine or thread; it is woken by its counterpart, by {@link
 * #close}, by its deadline, or by a stop request: the cancel of a coroutine or the interrupt of a
 * thread. A later operation never overtakes one that waits on the same side.
 *
 * <p>Each element has one fate: it is received once, or stays in the channel, or never left its
 * sender. Only a {@code send} that returns normally (or with {@code true}) has given its element
 * away; after any exception, and after {@code false}, the sender still owns it. When a stop request
 * or a deadline meets a counterpart that has already taken or given the element, the operation
 * succeeds; the stop request then shows at the next wait.
 *
 * <p>What a sender did before it sent is visible to the one who receives the element. Every
 * operation that succeeds is counted once, in the same transition that performs it. Null elements
 * are refused with a {@link NullPointerException}.
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

    /** The name, for records, dumps and errors. */
    String name();

    /** How it keeps what was sent. */
    ChannelKind kind();

    /** How many elements it keeps at most; 0 for a rendezvous channel. */
    int capacity();

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
     * @param timeout zero or less tries once
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
     * Sends an element if that needs no wait: there is room, or a receiver waits.
     *
     * @return false when it would have to wait
     * @throws ChannelClosedException when the channel is closed
     */
    boolean trySend(E element);

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
     * @param timeout zero or less tries once
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
     * Closes the channel for sending and wakes all that wait: senders keep their elements,
     * receivers find the rest of the buffer and then the end. Idempotent.
     *
     * @return false when it was closed before
     */
    boolean close();

    /** Whether it is closed for sending. */
    boolean isClosedForSend();

    /** Whether it is closed and drained: nothing will ever be received again. */
    boolean isClosedForReceive();

    /** All counters at one moment. */
    ChannelSnapshot snapshot();
}
