// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The coroutines that run on one worker only: how many there are, which keep the worker alive, and
 * those that are ready. The worker's own methods are for the one who runs on it: its thread, or the
 * body of its current turn.
 */
final class BoundCoroutines {

    /** Of the count: none will ever be bound. */
    private static final int ENDED = Integer.MIN_VALUE;

    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(BoundCoroutines.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Live ones. */
    private volatile int count;

    /** Made ready elsewhere. */
    private final ConcurrentLinkedQueue<LaunchedCoroutine<?>> inbox = new ConcurrentLinkedQueue<>();

    /** Made ready here. The worker's own. */
    private final ArrayDeque<LaunchedCoroutine<?>> ready = new ArrayDeque<>();

    // Any thread.

    /** Adds one to the live ones; false when the worker has ended. */
    boolean tryAdd() {
        int seen;
        do {
            seen = count;
            if (seen == ENDED) {
                return false;
            }
        } while (!COUNT.compareAndSet(this, seen, seen + 1));
        return true;
    }

    /** Takes one off the live ones; whether it was the last. */
    boolean remove() {
        return (int) COUNT.getAndAdd(this, -1) == 1;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Made ready by somebody who does not run on the worker. */
    void addFromElsewhere(LaunchedCoroutine<?> coroutine) {
        inbox.add(coroutine);
    }

    // The worker's own.

    /** Adds one to the live ones, while the worker runs. */
    void add() {
        COUNT.getAndAdd(this, 1);
    }

    /** From now on none can be bound; false while some are. */
    boolean end() {
        return COUNT.compareAndSet(this, 0, ENDED);
    }

    /** Made ready by who runs on the worker. */
    void addReady(LaunchedCoroutine<?> coroutine) {
        ready.addLast(coroutine);
    }

    /** Whether some are ready. */
    boolean hasReady() {
        return !ready.isEmpty() || !inbox.isEmpty();
    }

    /** Puts those that were made ready elsewhere behind those that were here. */
    void takeIn() {
        for (LaunchedCoroutine<?> c = inbox.poll(); c != null; c = inbox.poll()) {
            ready.addLast(c);
        }
    }

    /** The one that has been ready longest, or null. */
    LaunchedCoroutine<?> poll() {
        return ready.pollFirst();
    }
}
