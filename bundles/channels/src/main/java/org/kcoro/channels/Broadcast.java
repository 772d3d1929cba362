// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.Objects;

import org.kcoro.channels.internal.BroadcastState;
import org.kcoro.channels.internal.Subscription;

/**
 * Sends each element to all that subscribe. A subscription is the receiving end of a channel of its
 * own, with the kind, capacity and overflow policy that its subscriber wants. All methods may be
 * called from any coroutine or thread.
 *
 * <p>An element is sent to all subscriptions at one moment, or to none. So each subscriber sees
 * exactly the elements sent from its subscription on, in the one order in which they were sent; and
 * after an exception, or {@code false}, nobody has the element. What was sent while nobody
 * subscribed is dropped, and counted as {@code unheard}.
 *
 * <p>A send waits until every subscription takes the element. A full one with {@link
 * OverflowPolicy#WAIT}, or a rendezvous subscription where nobody receives, holds up the senders,
 * and so all other subscribers; one that may be slow has a policy that drops, or is conflated or
 * unlimited. A subscriber that leaves by {@link Channel#close()} or {@link Channel#cancel} frees
 * the senders at once; one that just stops receiving does not: {@link #receiveEach} leaves however
 * it ends. Senders take turns in the order in which they came, and a waiting one goes on in its own
 * coroutine or thread: {@code tryReceive} finds its element only after that. A wait ends by a stop
 * request as those of {@link Channel} do.
 *
 * <p>All subscribers get the same object, so it had better be immutable.
 *
 * @param <E> the type of the elements
 */
public final class Broadcast<E> {

    private final String name;
    private final BroadcastState<E> state;

    private Broadcast(String name) {
        this.name = Objects.requireNonNull(name, "name");
        this.state = new BroadcastState<>(name);
    }

    /** A broadcast in this JVM, without subscribers. */
    public static <E> Broadcast<E> create(String name) {
        return new Broadcast<>(name);
    }

    /** The name, for records, dumps and errors. */
    public String name() {
        return name;
    }

    // Subscribing.

    /**
     * Subscribes: what is sent from now on is received from the channel that this answers. Its
     * owner ends the subscription: {@link Channel#close()} keeps what is in the buffer, {@link
     * Channel#cancel} discards it. It cannot be sent to; and on a rendezvous subscription a {@code
     * reserve} is never met.
     *
     * <p>After the close of the broadcast the subscription is closed from its beginning, with the
     * same cause.
     *
     * @param settings name, kind and policy of the subscription; without a sizer
     * @return the receiving end
     * @throws IllegalArgumentException when the settings have a sizer
     * @throws IllegalStateException as {@link ChannelBuilder#build} does
     */
    public Channel<E> subscribe(ChannelBuilder<E> settings) {
        Subscription<E> subscription = settings.build(state);
        state.add(subscription);
        return subscription;
    }

    /**
     * Subscribes, hands each element to an action, as {@link Channel#receiveEach} does, until the
     * broadcast is closed, and unsubscribes however that ends. What is left is discarded then.
     *
     * @param settings as {@link #subscribe} takes them
     * @throws X what the action throws
     * @throws ChannelClosedException when the broadcast was closed with a cause, after the last
     *     element
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    public <X extends Exception> void receiveEach(
            ChannelBuilder<E> settings, ElementAction<? super E, X> action)
            throws X, InterruptedException {
        Objects.requireNonNull(action, "action");
        Channel<E> subscription = subscribe(settings);
        try {
            subscription.receiveEach(action);
        } finally {
            subscription.cancel(null);
        }
    }

    // Sending.

    /**
     * Sends an element; waits for its turn, and until all subscriptions take it.
     *
     * @throws ChannelClosedException when the broadcast is closed, or is closed while this waits
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    public void send(E element) throws InterruptedException {
        if (!sendOrClosed(element)) {
            throw closed();
        }
    }

    /**
     * Sends as {@link #send(Object)} does, but waits no longer than a timeout.
     *
     * @param timeout zero tries once
     * @return false when the timeout has passed
     */
    public boolean send(E element, Duration timeout) throws InterruptedException {
        checkElement(element);
        if (timeout.isNegative()) {
            throw new IllegalArgumentException(
                    this + ": the timeout is negative: " + timeout + "; zero tries once");
        }
        return sentOrThrow(
                timeout.isZero() ? state.trySend(element) : state.send(element, timeout));
    }

    /**
     * Sends as {@link #send(Object)} does, but says by its result that the broadcast is closed.
     *
     * @return false when it is closed
     */
    public boolean sendOrClosed(E element) throws InterruptedException {
        checkElement(element);
        return state.send(element, null) == Attempt.DONE;
    }

    /**
     * Sends an element if that needs no wait.
     *
     * @return false when it would have to wait
     * @throws ChannelClosedException when the broadcast is closed
     */
    public boolean trySend(E element) {
        checkElement(element);
        return sentOrThrow(state.trySend(element));
    }

    private void checkElement(E element) {
        if (element == null) {
            throw new NullPointerException(this + ": the element is null");
        }
    }

    private boolean sentOrThrow(Attempt attempt) {
        if (attempt == Attempt.CLOSED) {
            throw closed();
        }
        return attempt == Attempt.DONE;
    }

    private ChannelClosedException closed() {
        return new ChannelClosedException(this + " is closed for sending", state.closeCause());
    }

    // Closing.

    /**
     * Closes the broadcast and all subscriptions: senders that wait keep their elements,
     * subscribers find the rest of their buffers and then the end. Idempotent.
     *
     * @return false when it was closed before
     */
    public boolean close() {
        return close(null);
    }

    /**
     * Closes as {@link #close()} does, and tells why.
     *
     * @param cause becomes the cause of each {@link ChannelClosedException}, for senders and
     *     subscribers; or null
     * @return false when it was closed before; the first cause stays
     */
    public boolean close(Throwable cause) {
        return state.close(cause);
    }

    /** Whether it is closed. */
    public boolean isClosed() {
        return state.isClosed();
    }

    /** All counters at one moment. */
    public BroadcastSnapshot snapshot() {
        return state.snapshot();
    }

    @Override
    public String toString() {
        return "broadcast " + name;
    }
}
