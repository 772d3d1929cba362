// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.FlyweightLayout;
import org.kcoro.channels.MetricsFeed;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Reservation;
import org.kcoro.channels.ReserveClause;
import org.kcoro.channels.SendClause;
import org.kcoro.port.Port;

/**
 * A channel in this JVM: the operations. What they do to the channel is in {@link ChannelState},
 * how they wait in {@link Waits}, and how a channel ends in {@link ChannelBase}.
 */
public sealed class LocalChannel<E> extends ChannelBase<E>
        permits LocalFlyweightChannel, Subscription {

    private final Batches<E> batches = new Batches<>(this);

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
        this(name, kind, capacity, overflow, sizer, onUndelivered, feed, null, port);
    }

    /**
     * @param layout how elements are kept by value; null to keep them by reference
     */
    LocalChannel(
            String name,
            ChannelKind kind,
            int capacity,
            OverflowPolicy overflow,
            ToLongFunction<? super E> sizer,
            Consumer<? super E> onUndelivered,
            MetricsFeed feed,
            FlyweightLayout<E> layout,
            Port port) {
        super(name, kind, capacity, overflow, sizer, onUndelivered, feed, layout, port);
    }

    // Sending.

    @Override
    public void send(E element) throws InterruptedException {
        // Not by sendOrClosed, which has two makes: the compiler would have to ask which.
        if (send(element, sizeOf(element), Waits.NEVER) != Attempt.DONE) {
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

    /** Told, outside the lock, of each element that was sent, by its sender. */
    void given(E sent) {
        // A reference has nothing to be told.
    }

    /** Told, outside the lock, of the flyweight of a reservation that was given back. */
    void givenBack(E reserved) {
        // A reference has nothing to be told.
    }

    @Override
    public int sendAll(Queue<? extends E> elements) throws InterruptedException {
        return batches.sendAll(elements);
    }

    // Receiving.

    @Override
    public E receive() throws InterruptedException {
        return receive(null, Waits.NEVER, true);
    }

    @Override
    public E receiveOrClosed() throws InterruptedException {
        return receive(null, Waits.NEVER, false);
    }

    @Override
    public E receive(Duration timeout) throws InterruptedException {
        return receive(null, deadlineAfter(timeout), true);
    }

    @Override
    public E tryReceive() {
        return tryReceive(null);
    }

    /** Receives without waiting; {@code into} as {@link ChannelState#receive} takes it. */
    final E tryReceive(E into) {
        E element;
        Attempt refusal = null;
        state.lock.lock();
        try {
            element = state.receive(into, null);
            if (element == null) {
                refusal = refusal(Waits.AT_ONCE);
            }
        } finally {
            unlockAndWake();
        }
        if (refusal == Attempt.CLOSED) {
            throw closedForReceive();
        }
        return element;
    }

    /**
     * Receives, or answers null when time runs out, or when the channel is closed and that is not
     * to be thrown; {@code into} as {@link ChannelState#receive} takes it.
     */
    final E receive(E into, long deadlineNanos, boolean throwClosed) throws InterruptedException {
        E element;
        Waiter<E> waiter = null;
        Attempt refusal = null;
        state.lock.lock();
        try {
            element = state.receive(into, null);
            if (element == null) {
                refusal = refusal(deadlineNanos);
                if (refusal == null) {
                    waiter = Waiter.receiver(false, into);
                    state.enqueueReceiver(waiter);
                }
            }
        } finally {
            unlockAndWake();
        }
        return element == null && received(waiter, refusal, deadlineNanos, throwClosed)
                ? waiter.element
                : element;
    }

    /**
     * Why one that has found nothing does not wait, which is counted; null when it waits. Under the
     * lock.
     */
    private Attempt refusal(long deadlineNanos) {
        if (state.isDrained()) {
            state.counters.recvEpipe++;
            return Attempt.CLOSED;
        }
        if (deadlineNanos == Waits.AT_ONCE) {
            state.counters.recvEagain++;
            return Attempt.NOT_NOW;
        }
        return null;
    }

    /** Whether one that has found nothing has an element in the end. */
    private boolean received(
            Waiter<E> waiter, Attempt refusal, long deadlineNanos, boolean throwClosed)
            throws InterruptedException {
        Attempt attempt = refusal == null ? waits.awaitReceive(waiter, deadlineNanos) : refusal;
        if (attempt == Attempt.CLOSED && throwClosed) {
            throw closedForReceive();
        }
        return attempt == Attempt.DONE;
    }

    @Override
    public List<E> receiveUpTo(int max, Duration linger) throws InterruptedException {
        return batches.receiveUpTo(max, checked(linger));
    }

    // Reserving.

    @Override
    public Reservation<E> reserve() throws InterruptedException {
        return reserve(Waits.NEVER, true);
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
        Waiter<E> waiter = Waiter.receiver(true, state.newFlyweight());
        boolean reserved;
        Attempt refusal = null;
        state.lock.lock();
        try {
            reserved = state.reservations.reserve(waiter, null);
            if (!reserved) {
                refusal = refusal(deadlineNanos);
                if (refusal == null) {
                    state.enqueueReceiver(waiter);
                }
            }
        } finally {
            unlockAndWake();
        }
        return reserved || received(waiter, refusal, deadlineNanos, throwClosed)
                ? new LocalReservation<>(this, waiter)
                : null;
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
}
