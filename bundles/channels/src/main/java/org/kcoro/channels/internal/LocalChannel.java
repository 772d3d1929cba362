// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.ChannelMetrics;
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
public final class LocalChannel<E> implements Channel<E> {

    private static final System.Logger LOGGER = System.getLogger("org.kcoro.channels");

    /** Elements that a batch takes to or from the channel under one lock. */
    private static final int BATCH = 64;

    private final String name;
    private final ChannelKind kind;
    private final int capacity;
    private final ToLongFunction<? super E> sizer;
    private final Consumer<? super E> onUndelivered;
    private final ChannelState<E> state;
    private final Waits<E> waits;

    /** Null when it feeds no metrics. */
    private final MetricsSource metrics;

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
        this.onUndelivered = onUndelivered;
        this.state =
                new ChannelState<>(
                        kind, capacity, overflow, sizer != null, onUndelivered != null, port);
        this.waits = new Waits<>(this);
        this.metrics = feed == null ? null : new MetricsSource(name, feed);
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
        return sentOrThrow(attemptSend(element));
    }

    Attempt attemptSend(E element) {
        long size = sizeOf(element);
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

    private Attempt send(E element, long size, long deadlineNanos) throws InterruptedException {
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
    long sizeOf(E element) {
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
        int sent = 0;
        Object[] batch = new Object[BATCH];
        long[] sizes = new long[BATCH];
        while (true) {
            int count = 0;
            for (E element : elements) {
                if (count == BATCH) {
                    break;
                }
                sizes[count] = sizeOf(element);
                batch[count++] = element;
            }
            if (count == 0) {
                return sent;
            }
            int done = sendAtOnce(batch, sizes, count);
            for (int i = 0; i < done; i++) {
                elements.remove();
            }
            sent += done;
            if (done < count) {
                @SuppressWarnings("unchecked") // of the queue
                E next = (E) batch[done];
                if (send(next, sizes[done], Waits.NEVER) != Attempt.DONE) {
                    throw closedForSend();
                }
                elements.remove();
                sent++;
            }
        }
    }

    @SuppressWarnings("unchecked") // sendAll fills the batch
    private int sendAtOnce(Object[] batch, long[] sizes, int count) {
        int done = 0;
        state.lock.lock();
        try {
            while (done < count && state.send((E) batch[done], sizes[done], null) == Attempt.DONE) {
                done++;
            }
        } finally {
            unlockAndWake();
        }
        return done;
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
    private E receive(long deadlineNanos, boolean throwClosed) throws InterruptedException {
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
        if (max < 1) {
            throw new IllegalArgumentException(
                    this + ": a batch of " + max + " elements; it must be at least 1");
        }
        checked(linger);
        List<E> batch = new ArrayList<>(Math.min(max, BATCH));
        E first = receiveOrClosed();
        if (first == null) {
            return batch;
        }
        batch.add(first);
        receiveAtOnce(batch, max);
        if (linger.isZero()) {
            return batch;
        }
        long deadlineNanos = Parker.current().deadlineAfter(linger);
        try {
            while (batch.size() < max) {
                E next = receive(deadlineNanos, false);
                if (next == null) {
                    return batch;
                }
                batch.add(next);
                receiveAtOnce(batch, max);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CancellationException e) {
            // It is thrown again by the next wait; what was received is not lost by it.
            return batch;
        }
        return batch;
    }

    private void receiveAtOnce(List<E> batch, int max) {
        state.lock.lock();
        try {
            while (batch.size() < max) {
                E next = state.receive(null);
                if (next == null) {
                    return;
                }
                batch.add(next);
            }
        } finally {
            unlockAndWake();
        }
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
            waits.receivers().noteCaller();
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
            waits.senders().noteCaller();
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

    ChannelClosedException closedForSend() {
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

    // What all operations end with.

    /** Releases the lock, and then does what the transitions under it have left to do. */
    void unlockAndWake() {
        Waiter<E> woken = state.takeWoken();
        List<E> undelivered = onUndelivered == null ? List.of() : state.takeUndelivered();
        ChannelMetrics event = state.counters.metricsDue ? considerMetrics() : null;
        List<Runnable> drained = state.isClosed() ? state.takeWhenDrained() : List.of();
        state.lock.unlock();
        while (woken != null) {
            // Read first: one that was woken may be used again.
            Waiter<E> next = woken.nextWoken;
            woken.nextWoken = null;
            waits.noteCounterpart(woken);
            woken.wake();
            woken = next;
        }
        if (event != null) {
            metrics.emit(event);
        }
        for (int i = 0; i < undelivered.size(); i++) {
            report(undelivered.get(i));
        }
        for (int i = 0; i < drained.size(); i++) {
            drained.get(i).run();
        }
    }

    private ChannelMetrics considerMetrics() {
        state.counters.metricsDue = false;
        return metrics == null ? null : metrics.consider(state.counters);
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

    private void report(E element) {
        try {
            onUndelivered.accept(element);
        } catch (Throwable e) {
            LOGGER.log(
                    System.Logger.Level.ERROR,
                    this + ": the action for an element that is not delivered has failed",
                    e);
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
            ChannelCounters counters = state.counters;
            return new ChannelSnapshot(
                    name,
                    kind,
                    capacity,
                    state.depth(),
                    state.isClosed(),
                    counters.sends,
                    counters.recvs,
                    counters.bytesSent,
                    counters.bytesRecv,
                    counters.firstOpNanos,
                    counters.lastOpNanos,
                    counters.sendEagain,
                    counters.sendEtime,
                    counters.sendEpipe,
                    counters.recvEagain,
                    counters.recvEtime,
                    counters.recvEpipe,
                    counters.cancelled,
                    counters.dropped,
                    counters.undelivered,
                    state.reserved(),
                    kind == ChannelKind.RENDEZVOUS ? counters.recvs : 0,
                    counters.rvCancels,
                    state.senders.size(),
                    state.receivers.size());
        } finally {
            state.lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "channel " + name + " (" + kind.label() + ")";
    }
}
