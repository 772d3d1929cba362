// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;

/**
 * A channel that keeps its elements by value: a send copies what the sender's flyweight holds, a
 * receive copies into the receiver's, and neither allocates where it need not wait. Made by {@link
 * ChannelBuilder#buildFlyweights}.
 *
 * <p>Its operations are those of {@link Channel}, with the same waits, order, fates and counters.
 * Those that would have to make the element they answer are errors here ({@link #receive()} and its
 * kin, {@link #receiveUpTo}, {@link #receiveEach}): an {@link UnsupportedOperationException} that
 * names the channel and the operation to use. In a {@link Select}, a receive clause has a flyweight
 * of its own, whose content the next round replaces; a send clause reads its flyweight when it is
 * chosen. A reservation holds a new flyweight, which the receiver keeps after a commit; an abort
 * returns what it holds then. Each element that {@code onUndelivered} is handed is a new flyweight
 * too.
 *
 * <p>A flyweight is the channel's while an operation on it runs, that of a send clause while its
 * select runs: nobody else may touch it. After a send that has given its element away, its sender
 * tells the layout ({@link FlyweightLayout#given}); after any other end the flyweight holds what it
 * held before. One flyweight serves one operation at a time.
 *
 * <p>Errors of use, beside those of {@link Channel}: no flyweight to receive into is a {@link
 * NullPointerException}, and one of another class than the layout makes an {@link
 * IllegalArgumentException}; both name the channel, and change nothing. It cannot stand in a {@link
 * FanOut}, where several channels would own what one flyweight holds.
 *
 * @param <E> the type of the flyweights
 */
public interface FlyweightChannel<E> extends Channel<E> {

    /** How its elements are kept. */
    FlyweightLayout<E> layout();

    /**
     * Runs an action once nothing will ever be received again, on whatever coroutine or thread
     * brings that about, outside locks; at once if it is so. It is short, waits for nothing and
     * does not fail.
     */
    void whenDrained(Runnable action);

    /**
     * Receives the oldest element into a flyweight; waits while there is none.
     *
     * @throws ChannelClosedException when the channel is closed and drained
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    void receiveInto(E into) throws InterruptedException;

    /**
     * Receives as {@link #receiveInto(Object)} does, but waits no longer than a timeout.
     *
     * @param timeout zero tries once
     * @return false when the timeout has passed; the flyweight is as before
     */
    boolean receiveInto(E into, Duration timeout) throws InterruptedException;

    /**
     * Receives as {@link #receiveInto(Object)} does, but says by its result that the channel is
     * closed.
     *
     * @return false when the channel is closed and drained; the flyweight is as before
     */
    boolean receiveIntoOrClosed(E into) throws InterruptedException;

    /**
     * Receives an element if one is there, or a sender waits.
     *
     * @return false when there is none; the flyweight is as before
     * @throws ChannelClosedException when the channel is closed and drained
     */
    boolean tryReceiveInto(E into);

    /**
     * Sends a first element, waiting as {@link #send(Object)} does, and with it those that follow
     * it and need no wait, no more than 64 in all. Where it throws, none was sent.
     *
     * @param elements the flyweights; those from {@code from} up to {@code from} plus the result
     *     were sent, the others are still the sender's
     * @return how many were sent, from 1 to 64
     * @throws IndexOutOfBoundsException unless {@code 0 <= from < to <= elements.length}
     * @throws ChannelClosedException as {@link #send(Object)} does
     * @throws InterruptedException as {@link #send(Object)} does
     * @throws java.util.concurrent.CancellationException as {@link #send(Object)} does
     */
    int sendSome(E[] elements, int from, int to) throws InterruptedException;

    /**
     * Receives a first element, waiting as {@link #receiveIntoOrClosed} does, and with it those
     * that are there and have a place, no more than 64 in all. Where it throws, none was received.
     *
     * @param into different flyweights; those from {@code from} up to {@code from} plus the result
     *     have an element now, the others are as before
     * @return how many were received, up to 64; 0 when the channel is closed and drained
     * @throws IndexOutOfBoundsException unless {@code 0 <= from < to <= into.length}
     * @throws InterruptedException as {@link #receiveIntoOrClosed} does
     * @throws java.util.concurrent.CancellationException as {@link #receiveIntoOrClosed} does
     */
    int receiveSome(E[] into, int from, int to) throws InterruptedException;
}
