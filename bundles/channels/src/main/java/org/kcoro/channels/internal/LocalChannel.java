// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.channels.MetricsFeed;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Reservation;
import org.kcoro.channels.ReserveClause;
import org.kcoro.channels.Selection;
import org.kcoro.channels.SendClause;
import org.kcoro.port.Port;
import org.kcoro.scheduler.Parker;

/**
 * A channel in this JVM: the operations. What they do to the channel is in {@link ChannelState},
 * how they wait in {@link Waits}.
 */
public sealed class LocalChannel<E> implements Channel<E> permits Subscription {

    private static final AtomicLong ORDER = new AtomicLong();

    /** Where its lock stands among those that are taken together: in the order of their making. */
    public final long order = ORDER.getAndIncrement();

    private final String name;
    private final ChannelKind kind;
    private final int capacity;
    private final ToLongFunction<? super E> sizer;
    private final ChannelState<E> state;
    private final Waits<E> waits;

    private final Batches<E> batches;
    private final Aftermath<E> aftermath;

    /**
     * @param sizer null when bytes are not counted
     * @param onUndelivered null when nobody wants to know
     * @param feed null when it feeds no metrics
     */
    public LocalChannel(
            String name,
            ChannelKind kind,
            int capacity,
            OverflowPolicy overflow,
            ToLongFunction<? super E> sizer,
            Consumer<? super E> onUndelivered,
            MetricsFeed feed,
            Port port) {
        this.name = name;
        this.kind = kind;
        this.capacity = capacity;
        this.sizer = sizer;
        this.state =
                new ChannelState<>(
                        kind, capacity, overflow, sizer != null, onUndelivered != null, port);
        this.waits = new Waits<>(this);
        this.batches = new Batches<>(this);
        this.aftermath = new Aftermath<>(this, onUndelivered, feed);
    }

    ChannelState<E> state() {
        return state;
    }

    Waits<E> waits() {
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

    // Sending.

    @Override
    public void send(E element) throws InterruptedException {
        if (!sendOrClosed(element)) {
            throw closedForSend();
        }
    }

    @Override
    public boolean sendOrClosed(E element) throws InterruptedException {
        return send(element, sizeOf(element), Waits.NEVER) == Attempt.DONE;
    }

    @Override
    public boolean send(E element, Duration timeout) throws InterruptedException {
        long size = sizeOf(element);
        return sentOrThrow(send(element, size, deadlineAfter(timeout)));
    }

    @Override
    public boolean trySend(E element) {
        return sentOrThrow(trySend(element, sizeOf(element)));
    }

    /**
     * Sends without waiting.
     *
     * @param size that of the element, by {@link #sizeOf}
     */
    public Attempt trySend(E element, long size) {
        Attempt attempt;
        state.lock.lock();
        try {
            attempt = state.send(element, size, null);
            countFailedSend(attempt);
        } finally {
            unlockAndWake();
        }
        return attempt;
    }

    Attempt send(E element, long size, long deadlineNanos) throws InterruptedException {
        Waiter<E> waiter = null;
        Attempt attempt;
        state.lock.lock();
        try {
            attempt = state.send(element, size, null);
            if (attempt == Attempt.NOT_NOW && deadlineNanos != Waits.AT_ONCE) {
                waiter = Waiter.sender(element, size);
                attempt = state.enqueueSender(waiter);
            } else {
                countFailedSend(attempt);
            }
        } finally {
            unlockAndWake();
        }
        return waiter == null || attempt == Attempt.DONE
                ? attempt
                : waits.awaitSend(waiter, deadlineNanos);
    }

    private void countFailedSend(Attempt attempt) {
        if (attempt == Attempt.CLOSED) {
            state.counters.sendEpipe++;
        } else if (attempt == Attempt.NOT_NOW) {
            state.counters.sendEagain++;
        }
    }

    private boolean sentOrThrow(Attempt attempt) {
        if (attempt == Attempt.CLOSED) {
            throw closedForSend();
        }
        return attempt == Attempt.DONE;
    }

    /**
     * @throws NullPointerException when there is no element
     * @throws IllegalStateException when the sizer fails
     */
    public long sizeOf(E element) {
        if (element == null) {
            throw new NullPointerException(this + ": the element is null");
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

    @Override
    public int sendAll(Queue<? extends E> elements) throws InterruptedException {
        return batches.sendAll(elements);
    }

    // Receiving.

    @Override
    public E receive() throws InterruptedException {
        return openOrThrow(receiveOrClosed());
    }

    @Override
    public E receiveOrClosed() throws InterruptedException {
        return receive(Waits.NEVER, false);
    }

    @Override
    public E receive(Duration timeout) throws InterruptedException {
        return receive(deadlineAfter(timeout), true);
    }

    @Override
    public E tryReceive() {
        E element;
        boolean drained = false;
        state.lock.lock();
        try {
            element = state.receive(null);
            if (element == null) {
                drained = countFailedReceive();
            }
        } finally {
            unlockAndWake();
        }
        return drained ? openOrThrow(null) : element;
    }

    /** Answers whether it is closed. */
    private boolean countFailedReceive() {
        boolean drained = state.isDrained();
        if (drained) {
            state.counters.recvEpipe++;
        } else {
            state.counters.recvEagain++;
        }
        return drained;
    }

    private <T> T openOrThrow(T received) {
        if (received == null) {
            throw closedForReceive();
        }
        return received;
    }

    /**
     * Receives, or answers null when time runs out, or when the channel is closed and that is not
     * to be thrown.
     */
    E receive(long deadlineNanos, boolean throwClosed) throws InterruptedException {
        E element;
        Waiter<E> waiter = null;
        boolean drained = false;
        state.lock.lock();
        try {
            element = state.receive(null);
            if (element == null) {
                if (deadlineNanos == Waits.AT_ONCE || state.isDrained()) {
                    drained = countFailedReceive();
                } else {
                    waiter = Waiter.receiver(false);
                    state.enqueueReceiver(waiter);
                }
            }
        } finally {
            unlockAndWake();
        }
        if (waiter != null) {
            Attempt attempt = waits.awaitReceive(waiter, deadlineNanos);
            element = attempt == Attempt.DONE ? waiter.element : null;
            drained = attempt == Attempt.CLOSED;
        }
        return drained && throwClosed ? openOrThrow(null) : element;
    }

    @Override
    public List<E> receiveUpTo(int max, Duration linger) throws InterruptedException {
        return batches.receiveUpTo(max, checked(linger));
    }

    // Reserving.

    @Override
    public Reservation<E> reserve() throws InterruptedException {
        return openOrThrow(reserveOrClosed());
    }

    @Override
    public Reservation<E> reserveOrClosed() throws InterruptedException {
        return reserve(Waits.NEVER, false);
    }

    @Override
    public Reservation<E> reserve(Duration timeout) throws InterruptedException {
        return reserve(deadlineAfter(timeout), true);
    }

    @Override
    public Reservation<E> tryReserve() {
        try {
            return reserve(Waits.AT_ONCE, true);
        } catch (InterruptedException e) {
            throw new AssertionError("a try waits for nothing", e);
        }
    }

    private Reservation<E> reserve(long deadlineNanos, boolean throwClosed)
            throws InterruptedException {
        Waiter<E> waiter = Waiter.receiver(true);
        boolean waiting = false;
        boolean drained = false;
        state.lock.lock();
        try {
            if (!state.reserve(waiter, null)) {
                if (deadlineNanos == Waits.AT_ONCE || state.isDrained()) {
                    drained = countFailedReceive();
                } else {
                    waiting = true;
                    state.enqueueReceiver(waiter);
                }
            }
        } finally {
            unlockAndWake();
        }
        if (waiting) {
            drained = waits.awaitReceive(waiter, deadlineNanos) == Attempt.CLOSED;
        }
        if (waiter.element != null) {
            return new LocalReservation<>(this, waiter);
        }
        return drained && throwClosed ? openOrThrow(null) : null;
    }

    // Clauses.

    @Override
    public ReceiveClause<E> newReceiveClause() {
        return new LocalReceiveClause<>(this);
    }

    @Override
    public ReserveClause<E> newReserveClause() {
        return new LocalReserveClause<>(this);
    }

    @Override
    public SendClause<E> newSendClause() {
        return new LocalSendClause<>(this);
    }

    /**
     * Receives or reserves for a clause, or enqueues its waiter.
     *
     * @param selection the round, or null to try only
     */
    Attempt receive(Waiter<E> waiter, Selection selection) {
        if (selection != null) {
            waits.receivers().note(selection.parker());
        }
        state.lock.lock();
        try {
            if (waiter.reserving) {
                if (state.reserve(waiter, selection)) {
                    return Attempt.DONE;
                }
            } else {
                waiter.element = state.receive(selection);
                if (waiter.element != null) {
                    return Attempt.DONE;
                }
            }
            if (state.isDrained()) {
                return Attempt.CLOSED;
            }
            if (selection != null) {
                waiter.selection = selection;
                state.enqueueReceiver(waiter);
            }
            return Attempt.NOT_NOW;
        } finally {
            unlockAndWake();
        }
    }

    /** Sends for a clause as {@link #receive(Waiter, Selection)} receives. */
    Attempt send(Waiter<E> waiter, Selection selection) {
        if (selection != null) {
            waits.senders().note(selection.parker());
        }
        state.lock.lock();
        try {
            Attempt attempt = state.send(waiter.element, waiter.size, selection);
            if (attempt != Attempt.NOT_NOW || selection == null) {
                return attempt;
            }
            waiter.selection = selection;
            return state.enqueueSender(waiter);
        } finally {
            unlockAndWake();
        }
    }

    /** Takes the waiter of a clause that was not chosen out of its queue, if it is there. */
    void withdraw(Waiter<E> waiter, WaiterQueue<E> queue) {
        state.lock.lock();
        try {
            state.withdrawClause(waiter, queue);
        } finally {
            state.lock.unlock();
        }
    }

    IllegalStateException notChosen(String done) {
        return new IllegalStateException(
                this + ": its clause has " + done + " nothing in the last round");
    }

    // Closing.

    @Override
    public boolean close(Throwable cause) {
        state.lock.lock();
        try {
            return state.close(cause);
        } finally {
            unlockAndWake();
        }
    }

    @Override
    public void cancel(Throwable cause) {
        state.lock.lock();
        try {
            state.cancel(cause);
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
            return state.closeCause();
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

    // Others that have to do with it.

    /** Releases the lock, and then does what the transitions under it have left to do. */
    void unlockAndWake() {
        aftermath.unlockAndRun();
    }

    Aftermath<E> aftermath() {
        return aftermath;
    }

    /** Tells one when this channel is closed, or already was and something has happened since. */
    RoomWatch watchClose(Parker parker) {
        RoomWatch watch = new RoomWatch(parker, false);
        state.lock.lock();
        try {
            state.watch(watch);
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
            state.unwatch(watch);
        } finally {
            state.lock.unlock();
        }
    }

    /** Tells those that watch when a receiver has become one that can be claimed. */
    void tellWatches() {
        if (!state.isWatched()) {
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
            added = state.addWhenDrained(action);
        } finally {
            state.lock.unlock();
        }
        if (!added) {
            action.run();
        }
    }

    private long deadlineAfter(Duration timeout) {
        return checked(timeout).isZero() ? Waits.AT_ONCE : Parker.current().deadlineAfter(timeout);
    }

    private Duration checked(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException(
                    this + ": the timeout is negative: " + timeout + "; zero tries once");
        }
        return timeout;
    }

    @Override
    public ChannelSnapshot snapshot() {
        state.lock.lock();
        try {
            return state.snapshot(name);
        } finally {
            state.lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "channel " + name + " (" + kind.label() + ")";
    }
}
