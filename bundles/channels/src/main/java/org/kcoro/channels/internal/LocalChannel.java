// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/**
 * A channel in this JVM: a buffer, which a rendezvous channel does not have, and two queues of
 * waiters, under one lock. User code and wake-ups run outside the lock.
 *
 * <p>Invariants, whenever the lock is free: receivers wait only while the buffer is empty and no
 * sender waits; senders wait only while the buffer is full; once the channel is closed nobody
 * waits.
 */
public final class LocalChannel<E> implements Channel<E> {

    /** A deadline that never comes. */
    static final long NEVER = Long.MAX_VALUE;

    /** The deadline of one who does not wait. */
    private static final long AT_ONCE = Long.MIN_VALUE;

    private enum Result {
        DONE,
        /** It would have to wait, or has waited as long as it wanted to. */
        NOT_NOW,
        CLOSED
    }

    private final String name;
    private final int capacity;
    private final ToLongFunction<? super E> sizer;
    private final WaitReason sendReason;
    private final WaitReason receiveReason;

    private final ReentrantLock lock = new ReentrantLock();
    private final ElementBuffer<E> buffer;
    private final WaiterQueue<E> senders = new WaiterQueue<>();
    private final WaiterQueue<E> receivers = new WaiterQueue<>();
    private final ChannelCounters counters = new ChannelCounters();
    private boolean closed;

    /**
     * @param capacity 0 for a rendezvous channel
     * @param sizer null when bytes are not counted
     */
    public LocalChannel(String name, int capacity, ToLongFunction<? super E> sizer) {
        this.name = name;
        this.capacity = capacity;
        this.sizer = sizer;
        this.buffer = new ElementBuffer<>(capacity);
        this.sendReason = new WaitReason("send", "channel " + name);
        this.receiveReason = new WaitReason("receive", "channel " + name);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ChannelKind kind() {
        return capacity == 0 ? ChannelKind.RENDEZVOUS : ChannelKind.BUFFERED;
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
        return send(element, sizeOf(element), NEVER) == Result.DONE;
    }

    @Override
    public boolean send(E element, Duration timeout) throws InterruptedException {
        if (timeout.isNegative() || timeout.isZero()) {
            return trySend(element);
        }
        long deadlineNanos = Parker.current().deadlineAfter(timeout);
        return sentOrThrow(send(element, sizeOf(element), deadlineNanos));
    }

    @Override
    public boolean trySend(E element) {
        long size = sizeOf(element);
        try {
            return sentOrThrow(send(element, size, AT_ONCE));
        } catch (InterruptedException e) {
            throw new AssertionError("a try waits for nothing", e);
        }
    }

    private long sizeOf(E element) {
        Objects.requireNonNull(element, () -> "channel " + name + ": the element is null");
        return sizer == null ? 0 : sizer.applyAsLong(element);
    }

    private boolean sentOrThrow(Result result) {
        if (result == Result.CLOSED) {
            throw closedForSend();
        }
        return result == Result.DONE;
    }

    private ChannelClosedException closedForSend() {
        return new ChannelClosedException("channel " + name + " is closed for sending");
    }

    private Result send(E element, long size, long deadlineNanos) throws InterruptedException {
        Waiter<E> waiter = null;
        Waiter<E> receiver;
        lock.lock();
        try {
            if (closed) {
                counters.sendsFoundClosed(1);
                return Result.CLOSED;
            }
            receiver = receivers.poll();
            if (receiver != null) {
                receiver.element = element;
                receiver.end(Waiter.Outcome.TRANSFERRED);
                counters.sent(size);
                counters.received(size);
            } else if (!buffer.isFull()) {
                buffer.add(element, size);
                counters.sent(size);
            } else if (deadlineNanos == AT_ONCE) {
                counters.sendWouldWait();
                return Result.NOT_NOW;
            } else {
                waiter = new Waiter<>(element, size);
                senders.add(waiter);
            }
        } finally {
            lock.unlock();
        }
        if (waiter != null) {
            return await(waiter, senders, sendReason, deadlineNanos);
        }
        if (receiver != null) {
            receiver.parker.unpark();
        }
        return Result.DONE;
    }

    // Receiving.

    @Override
    public E receive() throws InterruptedException {
        E element = receiveOrClosed();
        if (element == null) {
            throw closedForReceive();
        }
        return element;
    }

    @Override
    public E receiveOrClosed() throws InterruptedException {
        Object received = receive(NEVER);
        return received == Result.CLOSED ? null : element(received);
    }

    @Override
    public E receive(Duration timeout) throws InterruptedException {
        if (timeout.isNegative() || timeout.isZero()) {
            return tryReceive();
        }
        return elementOrThrow(receive(Parker.current().deadlineAfter(timeout)));
    }

    @Override
    public E tryReceive() {
        try {
            return elementOrThrow(receive(AT_ONCE));
        } catch (InterruptedException e) {
            throw new AssertionError("a try waits for nothing", e);
        }
    }

    private E elementOrThrow(Object received) {
        if (received == Result.CLOSED) {
            throw closedForReceive();
        }
        return received instanceof Result ? null : element(received);
    }

    @SuppressWarnings("unchecked") // receive(long) answers an element or a Result
    private E element(Object received) {
        return (E) received;
    }

    private ChannelClosedException closedForReceive() {
        return new ChannelClosedException("channel " + name + " is closed and drained");
    }

    /** Answers an element, or the {@link Result} that says why there is none. */
    private Object receive(long deadlineNanos) throws InterruptedException {
        E element = null;
        Waiter<E> waiter = null;
        Waiter<E> sender;
        lock.lock();
        try {
            sender = senders.poll();
            if (buffer.count() > 0) {
                counters.received(buffer.firstSize());
                element = buffer.take();
                if (sender != null) {
                    // Its element takes the room that has come free.
                    buffer.add(sender.element, sender.size);
                    counters.sent(sender.size);
                    sender.end(Waiter.Outcome.TRANSFERRED);
                }
            } else if (sender != null) {
                element = sender.element;
                counters.sent(sender.size);
                counters.received(sender.size);
                sender.end(Waiter.Outcome.TRANSFERRED);
            } else if (closed) {
                counters.receivesFoundClosed(1);
                return Result.CLOSED;
            } else if (deadlineNanos == AT_ONCE) {
                counters.receiveWouldWait();
                return Result.NOT_NOW;
            } else {
                waiter = new Waiter<>();
                receivers.add(waiter);
            }
        } finally {
            lock.unlock();
        }
        if (waiter != null) {
            Result result = await(waiter, receivers, receiveReason, deadlineNanos);
            return result == Result.DONE ? waiter.element : result;
        }
        if (sender != null) {
            sender.parker.unpark();
        }
        return element;
    }

    // Waiting.

    /**
     * Waits until a counterpart or the close ends the wait. A deadline, a stop request or a refused
     * suspension withdraws the waiter; where a counterpart was first, the operation succeeds
     * instead.
     */
    private Result await(
            Waiter<E> waiter, WaiterQueue<E> queue, WaitReason reason, long deadlineNanos)
            throws InterruptedException {
        try {
            while (waiter.outcome() == Waiter.Outcome.WAITING) {
                waiter.parker.checkStop();
                if (waiter.isPast(deadlineNanos)) {
                    if (withdraw(waiter, queue, true)) {
                        return Result.NOT_NOW;
                    }
                } else {
                    waiter.park(reason, deadlineNanos);
                }
            }
        } catch (Throwable stop) {
            if (withdraw(waiter, queue, false)) {
                throw stop;
            }
            if (stop instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
        return waiter.outcome() == Waiter.Outcome.CLOSED ? Result.CLOSED : Result.DONE;
    }

    /** Takes a waiter out of its queue; false when somebody else already has. */
    private boolean withdraw(Waiter<E> waiter, WaiterQueue<E> queue, boolean timedOut) {
        lock.lock();
        try {
            if (waiter.outcome() != Waiter.Outcome.WAITING) {
                return false;
            }
            queue.remove(waiter);
            waiter.end(Waiter.Outcome.WITHDRAWN);
            if (timedOut && queue == senders) {
                counters.sendTimedOut();
            } else if (timedOut) {
                counters.receiveTimedOut();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    // Closing.

    @Override
    public boolean close() {
        List<Waiter<E>> woken = new ArrayList<>();
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            counters.sendsFoundClosed(senders.size());
            counters.receivesFoundClosed(receivers.size());
            endAll(senders, woken);
            endAll(receivers, woken);
        } finally {
            lock.unlock();
        }
        woken.forEach(waiter -> waiter.parker.unpark());
        return true;
    }

    private void endAll(WaiterQueue<E> queue, List<Waiter<E>> ended) {
        for (Waiter<E> waiter = queue.poll(); waiter != null; waiter = queue.poll()) {
            waiter.end(Waiter.Outcome.CLOSED);
            ended.add(waiter);
        }
    }

    @Override
    public boolean isClosedForSend() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isClosedForReceive() {
        lock.lock();
        try {
            return closed && buffer.count() == 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ChannelSnapshot snapshot() {
        lock.lock();
        try {
            return counters.snapshot(
                    this, buffer.count(), closed, senders.size(), receivers.size());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "channel " + name + " (" + kind().label() + ")";
    }
}
