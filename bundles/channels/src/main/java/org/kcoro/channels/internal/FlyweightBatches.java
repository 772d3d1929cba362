// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.concurrent.atomic.AtomicReference;

import org.kcoro.channels.Attempt;

/**
 * The operations of a flyweight channel that move many elements, under one lock where they need no
 * wait. They allocate nothing then.
 */
final class FlyweightBatches<E> {

    private final LocalChannel<E> channel;
    private final ChannelState<E> state;

    /** For the sizes of a batch, while nobody uses it; null when elements have none. */
    private final AtomicReference<long[]> spareSizes;

    FlyweightBatches(LocalChannel<E> channel, boolean keepsSizes) {
        this.channel = channel;
        this.state = channel.state();
        this.spareSizes = keepsSizes ? new AtomicReference<>() : null;
    }

    /** Where a batch ends. */
    private int end(String what, Object[] flyweights, int from, int to) {
        if (from < 0 || from >= to || to > flyweights.length) {
            throw new IndexOutOfBoundsException(
                    channel
                            + ": "
                            + what
                            + " from "
                            + from
                            + " to "
                            + to
                            + " of an array of "
                            + flyweights.length);
        }
        return from + Math.min(to - from, Batches.BATCH);
    }

    int send(E[] elements, int from, int to) throws InterruptedException {
        int end = end("elements", elements, from, to);
        long[] sizes = sizes(elements, from, end);
        int sent = sendAtOnce(elements, sizes, from, from, end);
        if (sent == 0) {
            long size = sizes == null ? 0 : sizes[0];
            if (channel.send(elements[from], size, Waits.NEVER) != Attempt.DONE) {
                throw channel.closedForSend();
            }
            sent = 1 + sendAtOnce(elements, sizes, from, from + 1, end);
        }
        if (sizes != null) {
            spareSizes.setRelease(sizes);
        }
        for (int i = from; i < from + sent; i++) {
            channel.given(elements[i]);
        }
        return sent;
    }

    /** Asks for the sizes of all before any is sent; null when elements have none. */
    private long[] sizes(E[] elements, int from, int end) {
        long[] sizes = null;
        if (spareSizes != null) {
            long[] spare = spareSizes.getAndSet(null);
            sizes = spare == null ? new long[Batches.BATCH] : spare;
        }
        for (int i = from; i < end; i++) {
            long size = channel.sizeOf(elements[i]);
            if (sizes != null) {
                sizes[i - from] = size;
            }
        }
        return sizes;
    }

    private int sendAtOnce(E[] elements, long[] sizes, int from, int begin, int end) {
        if (begin == end) {
            return 0;
        }
        int next = begin;
        state.lock.lock();
        try {
            while (next < end) {
                int added = add(elements, sizes, from, next, end);
                if (added > 0) {
                    next += added;
                } else if (state.send(elements[next], sizes == null ? 0 : sizes[next - from], null)
                        == Attempt.DONE) {
                    next++;
                } else {
                    break;
                }
            }
        } finally {
            channel.unlockAndWake();
        }
        return next - begin;
    }

    /** Sends those that meet nobody, which is C5 as many times. Under the lock. */
    private int add(E[] elements, long[] sizes, int from, int begin, int end) {
        if (state.isClosed() || !state.receivers.isEmpty()) {
            return 0;
        }
        int many = Math.min(end - begin, state.room());
        if (many <= 0) {
            return 0;
        }
        state.counters.sent(many, state.buffer.addAll(elements, begin, many, sizes, begin - from));
        return many;
    }

    int receive(E[] into, int from, int to) throws InterruptedException {
        int end = end("flyweights", into, from, to);
        for (int i = from; i < end; i++) {
            channel.checkReceive(into[i]);
        }
        int received = receiveAtOnce(into, from, end);
        if (received > 0) {
            return received;
        }
        return channel.receive(into[from], Waits.NEVER, false) == null
                ? 0
                : 1 + receiveAtOnce(into, from + 1, end);
    }

    private int receiveAtOnce(E[] into, int begin, int end) {
        if (begin == end) {
            return 0;
        }
        int next = begin;
        state.lock.lock();
        try {
            while (next < end) {
                int taken = take(into, next, end);
                if (taken > 0) {
                    next += taken;
                } else if (state.receive(into[next], null) != null) {
                    next++;
                } else {
                    break;
                }
            }
        } finally {
            channel.unlockAndWake();
        }
        return next - begin;
    }

    /** Receives those that let nobody in, which is C9 as many times. Under the lock. */
    private int take(E[] into, int begin, int end) {
        int many = Math.min(end - begin, state.buffer.count());
        if (many == 0 || !state.senders.isEmpty()) {
            return 0;
        }
        state.counters.received(many, state.buffer.takeAll(into, begin, many));
        return many;
    }
}
