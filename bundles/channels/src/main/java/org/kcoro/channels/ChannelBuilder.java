// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

import org.kcoro.channels.internal.BroadcastState;
import org.kcoro.channels.internal.LocalChannel;
import org.kcoro.channels.internal.LocalFlyweightChannel;
import org.kcoro.channels.internal.Subscription;
import org.kcoro.port.Port;

/**
 * Settings of a channel in this JVM; a rendezvous channel unless told. Not thread-safe.
 *
 * @param <E> the type of the elements
 */
public final class ChannelBuilder<E> {

    /** The largest capacity of a buffered channel. */
    public static final int MAX_CAPACITY = 1 << 30;

    private final String name;
    private ChannelKind kind = ChannelKind.RENDEZVOUS;
    private int capacity;
    private OverflowPolicy overflow = OverflowPolicy.WAIT;
    private ToLongFunction<? super E> sizer;
    private Consumer<? super E> onUndelivered;
    private MetricsFeed metrics;
    private Port port = Port.current();

    ChannelBuilder(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /** Keeps nothing: a sender and a receiver meet. */
    public ChannelBuilder<E> rendezvous() {
        return of(ChannelKind.RENDEZVOUS, 0);
    }

    /**
     * Keeps elements in order, senders wait while it is full.
     *
     * @param capacity exactly so many elements
     * @throws IllegalArgumentException unless from 1 to {@value #MAX_CAPACITY}
     */
    public ChannelBuilder<E> buffered(int capacity) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "channel "
                            + name
                            + ": capacity is "
                            + capacity
                            + "; it must be from 1 to "
                            + MAX_CAPACITY);
        }
        return of(ChannelKind.BUFFERED, capacity);
    }

    /** Keeps the newest element only. */
    public ChannelBuilder<E> conflated() {
        return of(ChannelKind.CONFLATED, 1);
    }

    /** Keeps elements in order, as many as memory holds. */
    public ChannelBuilder<E> unlimited() {
        return of(ChannelKind.UNLIMITED, Integer.MAX_VALUE);
    }

    private ChannelBuilder<E> of(ChannelKind kind, int capacity) {
        this.kind = kind;
        this.capacity = capacity;
        return this;
    }

    /** What a send does when a buffered channel is full; it waits unless told. */
    public ChannelBuilder<E> onOverflow(OverflowPolicy policy) {
        this.overflow = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Counts bytes too: gives the size of an element in bytes, zero or more. Called by the sender,
     * once for each send, before it waits. When it fails, the send throws an {@link
     * IllegalStateException} with its failure, and nothing is sent.
     */
    public ChannelBuilder<E> sizer(ToLongFunction<? super E> sizer) {
        this.sizer = Objects.requireNonNull(sizer, "sizer");
        return this;
    }

    /**
     * Is handed each element that was sent and never will be received: dropped by an overflow
     * policy or a newer element of a conflated channel, discarded by {@link Channel#cancel}, or
     * aborted where it cannot return. Called once for each, outside locks, by the one whose
     * operation has caused it; what it throws is logged and changes nothing.
     */
    public ChannelBuilder<E> onUndelivered(Consumer<? super E> action) {
        this.onUndelivered = Objects.requireNonNull(action, "action");
        return this;
    }

    /** Tells a feed now and then what it has counted; it feeds none unless told. */
    public ChannelBuilder<E> metrics(MetricsFeed feed) {
        this.metrics = Objects.requireNonNull(feed, "feed");
        return this;
    }

    /** Whose coarse clock stamps its operations; the machine's that builds it, unless told. */
    public ChannelBuilder<E> port(Port port) {
        this.port = Objects.requireNonNull(port, "port");
        return this;
    }

    /**
     * Makes the channel.
     *
     * @throws IllegalStateException when an overflow policy was set for a channel that cannot
     *     overflow
     */
    public Channel<E> build() {
        checkOverflow();
        return new LocalChannel<>(
                name, kind, capacity, overflow, sizer, onUndelivered, metrics, port);
    }

    /**
     * Makes a channel that keeps its elements by value. What {@link #onUndelivered} is handed is a
     * new flyweight each time, which is its own.
     *
     * @param layout how they are kept
     * @throws IllegalArgumentException when a buffer of this capacity has more words than an array
     *     can have, the layout has no word, or makes no flyweight
     * @throws IllegalStateException when an overflow policy was set for a channel that cannot
     *     overflow
     */
    public FlyweightChannel<E> buildFlyweights(FlyweightLayout<E> layout) {
        checkOverflow();
        checkLayout(layout);
        return new LocalFlyweightChannel<>(
                name, kind, capacity, overflow, sizer, onUndelivered, metrics, layout, port);
    }

    private void checkLayout(FlyweightLayout<E> layout) {
        int words = Objects.requireNonNull(layout, "layout").words();
        if (words < 1) {
            throw new IllegalArgumentException(
                    "channel "
                            + name
                            + ": the layout has "
                            + words
                            + " words for an element; it must have at least 1");
        }
        int most = LocalFlyweightChannel.maxCapacity(words);
        if (kind == ChannelKind.BUFFERED && capacity > most) {
            throw new IllegalArgumentException(
                    "channel "
                            + name
                            + ": capacity is "
                            + capacity
                            + "; of elements of "
                            + words
                            + " words it must be at most "
                            + most);
        }
        if (layout.newFlyweight() == null) {
            throw new IllegalArgumentException(
                    "channel " + name + ": the layout answers null for a new flyweight");
        }
    }

    /**
     * Makes the channel of a subscription.
     *
     * @throws IllegalArgumentException when a sizer was set
     */
    Subscription<E> build(BroadcastState<E> broadcast) {
        checkOverflow();
        if (sizer != null) {
            throw new IllegalArgumentException(
                    "channel "
                            + name
                            + ": a subscription has no sizer, for one that fails would be the"
                            + " sender's loss; leave it out");
        }
        return new Subscription<>(
                broadcast, name, kind, capacity, overflow, onUndelivered, metrics, port);
    }

    private void checkOverflow() {
        if (overflow != OverflowPolicy.WAIT && kind != ChannelKind.BUFFERED) {
            throw new IllegalStateException(
                    "channel "
                            + name
                            + ": the overflow policy "
                            + overflow
                            + " is for buffered channels; this one is "
                            + kind.label());
        }
    }
}
