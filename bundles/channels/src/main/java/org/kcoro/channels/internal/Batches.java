// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.kcoro.channels.Attempt;
import org.kcoro.scheduler.Parker;

/** The operations of one channel that move many elements, as many as they can under one lock. */
final class Batches<E> {

    /** Elements that go under one lock. */
    static final int BATCH = 64;

    private final LocalChannel<E> channel;
    private final ChannelState<E> state;

    Batches(LocalChannel<E> channel) {
        this.channel = channel;
        this.state = channel.state();
    }

    int sendAll(Queue<? extends E> elements) throws InterruptedException {
        int sent = 0;
        Object[] batch = new Object[BATCH];
        long[] sizes = new long[BATCH];
        while (true) {
            int count = 0;
            for (E element : elements) {
                if (count == BATCH) {
                    break;
                }
                sizes[count] = channel.sizeOf(element);
                batch[count++] = element;
            }
            if (count == 0) {
                return sent;
            }
            for (int done = 0; done < count; ) {
                int gone = sendAtOnce(batch, sizes, done, count);
                for (int i = 0; i < gone; i++) {
                    channel.given(elements.remove());
                }
                done += gone;
                if (done < count) {
                    @SuppressWarnings("unchecked") // of the queue
                    E next = (E) batch[done];
                    if (channel.send(next, sizes[done], Waits.NEVER) != Attempt.DONE) {
                        throw channel.closedForSend();
                    }
                    channel.given(elements.remove());
                    done++;
                }
            }
            sent += count;
        }
    }

    @SuppressWarnings("unchecked") // sendAll fills the batch
    private int sendAtOnce(Object[] batch, long[] sizes, int from, int to) {
        int next = from;
        state.lock.lock();
        try {
            while (next < to && state.send((E) batch[next], sizes[next], null) == Attempt.DONE) {
                next++;
            }
        } finally {
            channel.unlockAndWake();
        }
        return next - from;
    }

    List<E> receiveUpTo(int max, Duration linger) throws InterruptedException {
        if (max < 1) {
            throw new IllegalArgumentException(
                    channel + ": a batch of " + max + " elements; it must be at least 1");
        }
        List<E> batch = new ArrayList<>(Math.min(max, BATCH));
        E first = channel.receiveOrClosed();
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
                E next = channel.receive(null, deadlineNanos, false);
                if (next == null) {
                    return batch;
                }
                batch.add(next);
                receiveAtOnce(batch, max);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            // A cancel, or a refused suspension. The next wait throws it again; what was received
            // is not lost by it.
            return batch;
        }
        return batch;
    }

    private void receiveAtOnce(List<E> batch, int max) {
        state.lock.lock();
        try {
            while (batch.size() < max) {
                E next = state.receive(null, null);
                if (next == null) {
                    return;
                }
                batch.add(next);
            }
        } finally {
            channel.unlockAndWake();
        }
    }
}
