// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.channels.FlyweightLayout;
import org.kcoro.channels.MetricsFeed;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.port.Port;
import org.kcoro.scheduler.Parker;

/** What a channel in this JVM is, what it asks of elements, who watches it, and how it ends. */
public abstract sealed class ChannelBase<E> implements Channel<E> permits LocalChannel {

    private static final AtomicLong ORDER = new AtomicLong();

    /** Where its lock stands among those that are taken together: in the order of their making. */
    public final long order = ORDER.getAndIncrement();

    private final String name;
    private final ChannelKind kind;
    private final int capacity;
    private final ToLongFunction<? super E> sizer;

    /** How elements are kept by value; null where they are kept by reference. */
    private final FlyweightLayout<E> layout;

    /** What flyweights are instances of; null without a layout. */
    private final Class<?> flyweights;

    final ChannelState<E> state;
    final Waits<E> waits;
    private final Aftermath<E> aftermath;

    /**
     * @param sizer null when bytes are not counted
     * @param onUndelivered null when nobody wants to know
     * @param feed null when it feeds no metrics
     * @param layout how elements are kept by value; null to keep them by reference
     */
    ChannelBase(
            String name,
            ChannelKind kind,
            int capacity,
            OverflowPolicy overflow,
            ToLongFunction<? super E> sizer,
            Consumer<? super E> onUndelivered,
            MetricsFeed feed,
            FlyweightLayout<E> layout,
            Port port) {
        this.name = name;
        this.kind = kind;
        this.capacity = capacity;
        this.sizer = sizer;
        this.layout = layout;
        this.flyweights = layout == null ? null : layout.newFlyweight().getClass();
        this.state =
                new ChannelState<>(
                        kind,
                        capacity,
                        overflow,
                        sizer != null,
                        onUndelivered != null,
                        layout,
                        port);
        this.waits = new Waits<>(this);
        this.aftermath = new Aftermath<>(this, onUndelivered, feed);
    }

    final ChannelState<E> state() {
        return state;
    }

    final Waits<E> waits() {
        return waits;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ChannelKind kind() {
        return kind;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    // What it asks of elements and timeouts.

    /**
     * @throws NullPointerException when there is no element
     * @throws IllegalArgumentException when it is no flyweight of a channel that has them
     * @throws IllegalStateException when the sizer fails, or a flyweight has nothing to be sent
     */
    public long sizeOf(E element) {
        if (element == null) {
            throw new NullPointerException(this + ": the element is null");
        }
        if (flyweights != null) {
            checkSend(element);
        }
        if (sizer == null) {
            return 0;
        }
        long size;
        try {
            size = sizer.applyAsLong(element);
        } catch (RuntimeException e) {
            throw new IllegalStateException(this + ": its sizer has failed; nothing was sent", e);
        }
        if (size < 0) {
            throw new IllegalStateException(
                    this + ": its sizer answered " + size + "; a size is zero or more");
        }
        return size;
    }

    /** Whether elements are kept by value. */
    final boolean keepsValues() {
        return flyweights != null;
    }

    /**
     * Checks a flyweight that is to be sent, or given back.
     *
     * @throws NullPointerException when there is none
     * @throws IllegalArgumentException when it is no flyweight of this channel, or holds nothing
     * @throws IllegalStateException when what it holds cannot be sent any more
     */
    final void checkSend(E from) {
        checkFlyweight(from);
        try {
            layout.checkSend(from);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(refused("send", e), e);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(refused("send", e), e);
        }
    }

    /**
     * Checks a flyweight that is to be received into.
     *
     * @throws NullPointerException when there is none
     * @throws IllegalArgumentException when it is no flyweight of this channel
     * @throws IllegalStateException when it has what must not be overwritten
     */
    final void checkReceive(E into) {
        checkFlyweight(into);
        try {
            layout.checkReceive(into);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(refused("receive into", e), e);
        }
    }

    private String refused(String what, RuntimeException e) {
        return this + " cannot " + what + " this flyweight: " + e.getMessage();
    }

    /** What its layout would fail at, under the lock, fails here. */
    private void checkFlyweight(E flyweight) {
        if (flyweight == null) {
            throw new NullPointerException(this + ": the flyweight is null");
        }
        if (!flyweights.isInstance(flyweight)) {
            throw new IllegalArgumentException(
                    this
                            + ": a "
                            + flyweight.getClass().getName()
                            + " is no flyweight of its layout, which makes each "
                            + flyweights.getName());
        }
    }

    /**
     * When a timeout ends that begins now.
     *
     * @throws IllegalArgumentException when it is negative
     */
    final long deadlineAfter(Duration timeout) {
        return checked(timeout).isZero() ? Waits.AT_ONCE : Parker.current().deadlineAfter(timeout);
    }

    final Duration checked(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException(
                    this + ": the timeout is negative: " + timeout + "; zero tries once");
        }
        return timeout;
    }

    // Closing.

    @Override
    public boolean close(Throwable cause) {
        state.lock.lock();
        try {
            return state.closing.close(cause);
        } finally {
            unlockAndWake();
        }
    }

    @Override
    public void cancel(Throwable cause) {
        state.lock.lock();
        try {
            state.closing.cancel(cause);
        } finally {
            unlockAndWake();
        }
    }

    public ChannelClosedException closedForSend() {
        return new ChannelClosedException(
                "channel " + name + " is closed for sending", closeCause());
    }

    ChannelClosedException closedForReceive() {
        return new ChannelClosedException(
                "channel " + name + " is closed and drained", closeCause());
    }

    private Throwable closeCause() {
        state.lock.lock();
        try {
            return state.closing.cause();
        } finally {
            state.lock.unlock();
        }
    }

    @Override
    public boolean isClosedForSend() {
        state.lock.lock();
        try {
            return state.isClosed();
        } finally {
            state.lock.unlock();
        }
    }

    @Override
    public boolean isClosedForReceive() {
        state.lock.lock();
        try {
            return state.isDrained();
        } finally {
            state.lock.unlock();
        }
    }

    // After the lock.

    /** Releases the lock, and then does what the transitions under it have left to do. */
    final void unlockAndWake() {
        aftermath.unlockAndRun();
    }

    Aftermath<E> aftermath() {
        return aftermath;
    }

    // Those that watch it.

    /** Tells one when this channel is closed, or already was and something has happened since. */
    RoomWatch watchClose(Parker parker) {
        RoomWatch watch = new RoomWatch(parker, false);
        state.lock.lock();
        try {
            state.watches.add(watch);
        } finally {
            state.lock.unlock();
        }
        return watch;
    }

    /** Withdraws one that watches, or null. */
    void unwatch(RoomWatch watch) {
        if (watch == null) {
            return;
        }
        state.lock.lock();
        try {
            state.watches.remove(watch);
        } finally {
            state.lock.unlock();
        }
    }

    /** Tells those that watch when a receiver has become one that can be claimed. */
    void tellWatches() {
        if (!state.watches.isWatched()) {
            return;
        }
        RoomWatch fired;
        state.lock.lock();
        try {
            fired = state.takeFired();
        } finally {
            state.lock.unlock();
        }
        RoomWatch.tell(fired);
    }

    /**
     * Runs a short action that does not fail once nothing will ever be received again, on whatever
     * thread brings that about; at once if it is so.
     */
    public void whenDrained(Runnable action) {
        boolean added;
        state.lock.lock();
        try {
            added = state.closing.addWhenDrained(action);
        } finally {
            state.lock.unlock();
        }
        if (!added) {
            action.run();
        }
    }

    @Override
    public ChannelSnapshot snapshot() {
        state.lock.lock();
        try {
            return state.counters.snapshot(name, state);
        } finally {
            state.lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "channel " + name + " (" + kind.label() + ")";
    }
}
