// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A worker's bounded queue: its owner adds at the tail; the owner and thieves take from the head.
 * First in, first out for all of them, so that a coroutine which yields goes behind its peers.
 *
 * <p>{@code head} only moves by compare-and-set, {@code tail} only by its owner. A taker reads the
 * cell before it claims it: the owner overwrites a cell only after the head has passed it, so a
 * claim that succeeds has read the right one. Counters wrap; they are compared by difference.
 */
final class LocalQueue {

    static final int CAPACITY = 256;
    private static final int MASK = CAPACITY - 1;

    private static final VarHandle HEAD;
    private static final VarHandle TAIL;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(LocalQueue.class, "head", int.class);
            TAIL = lookup.findVarHandle(LocalQueue.class, "tail", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final AtomicReferenceArray<LaunchedCoroutine<?>> cells =
            new AtomicReferenceArray<>(CAPACITY);

    private volatile int head;
    private volatile int tail;

    /** Adds at the tail, or answers false when full. Owner only. */
    boolean offer(LaunchedCoroutine<?> coroutine) {
        int t = (int) TAIL.get(this);
        if (t - head >= CAPACITY) {
            return false;
        }
        cells.setPlain(t & MASK, coroutine);
        TAIL.setRelease(this, t + 1);
        return true;
    }

    /** Takes from the head, or answers null when empty. Any thread. */
    LaunchedCoroutine<?> poll() {
        for (; ; ) {
            int h = head;
            if (tail - h <= 0) {
                return null;
            }
            LaunchedCoroutine<?> coroutine = cells.getAcquire(h & MASK);
            if (HEAD.compareAndSet(this, h, h + 1)) {
                // Keeps nothing alive. If the cell was written again meanwhile, it holds another
                // one: this one stands in no queue until its taker has run it.
                cells.compareAndSet(h & MASK, coroutine, null);
                return coroutine;
            }
        }
    }

    /** As {@link #poll}, for the owner: nobody else writes to the cell. */
    LaunchedCoroutine<?> pollByOwner() {
        int t = (int) TAIL.get(this);
        for (; ; ) {
            int h = head;
            if (t - h <= 0) {
                return null;
            }
            LaunchedCoroutine<?> coroutine = cells.getPlain(h & MASK);
            if (HEAD.compareAndSet(this, h, h + 1)) {
                cells.setPlain(h & MASK, null);
                return coroutine;
            }
        }
    }

    boolean isEmpty() {
        return tail - head <= 0;
    }
}
