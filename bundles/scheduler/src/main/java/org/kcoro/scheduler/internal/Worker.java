// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.kcoro.scheduler.internal.events.TurnEvent;
import org.kcoro.switcher.Context;

/**
 * A worker: one thread that runs turns.
 *
 * <p>Where it looks, in this order: its slot, the coroutines bound to it, its queue, every so often
 * the injection queue first, then a search of the injection queue and the queues of its peers; then
 * it sleeps. Slot, bound queue and the queue's tail belong to the one who runs on this worker: its
 * thread, or the body of its current turn.
 */
final class Worker implements Runnable {

    private static final ThreadLocal<Worker> OF_THREAD = new ThreadLocal<>();

    /** After so many turns the injection queue comes first once: it never starves. */
    private static final int INJECTION_INTERVAL = 61;

    /**
     * So many turns in a row may come from the slot while others wait: two never starve a third.
     */
    private static final int SLOT_RUN_LIMIT = 32;

    private static final int AWAKE = 0;
    private static final int ASLEEP = 1;
    private static final int WAKING = 2;

    private static final VarHandle SLEEP;
    private static final VarHandle RUNNING;
    private static final VarHandle TURN_NUMBER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SLEEP = lookup.findVarHandle(Worker.class, "sleep", int.class);
            TURN_NUMBER = lookup.findVarHandle(Worker.class, "turnNumber", long.class);
            RUNNING = lookup.findVarHandle(Worker.class, "running", LaunchedCoroutine.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final WorkerPool pool;
    final LocalQueue queue = new LocalQueue();
    final WorkerCounters counters = new WorkerCounters();

    private final int index;
    private final Thread thread;

    /** Those that run here only. */
    private final BoundCoroutines bound = new BoundCoroutines();

    /** Takes no more work but what is bound to it, and ends with that. */
    private volatile boolean retiring;

    private LaunchedCoroutine<?> slot;

    /** Written by this worker, for whoever looks: no order is needed. */
    private LaunchedCoroutine<?> running;

    private int slotRuns;

    /** From 1. Written by this worker, for whoever looks. */
    private long turnNumber;

    private volatile boolean ended;
    private int turns;

    /** Counted in the pool's number of searching workers. Its thread only, or its waker. */
    private boolean searching;

    private volatile int sleep;

    /** Written by whoever takes it from asleep to awake, and so by one at a time. */
    private boolean threadStarted;

    /**
     * @param startsLazily whether its thread starts when it is woken for the first time; else
     *     {@link #start} is to be called
     */
    Worker(WorkerPool pool, int index, boolean startsLazily) {
        this.pool = pool;
        this.index = index;
        this.thread = pool.port().newThread(pool.name() + "-worker-" + index, this);
        // Before others see it: they wake one that is asleep.
        this.sleep = startsLazily ? ASLEEP : AWAKE;
        this.threadStarted = !startsLazily;
    }

    /** Starts it before there is work. */
    void start() {
        thread.start();
    }

    /** The worker that the caller runs on, or null. */
    static Worker current() {
        if (!Thread.currentThread().isVirtual()) {
            return OF_THREAD.get();
        }
        // The body of a turn: asked of the coroutine, for its thread is not the worker's.
        Context context = Context.current();
        return context != null && context.owner() instanceof LaunchedCoroutine<?> coroutine
                ? coroutine.worker
                : null;
    }

    /** From 1; no other worker of its pool ever has the same. */
    int index() {
        return index;
    }

    /**
     * The coroutine whose turn it runs, or has run last; null while it sleeps. Past when the caller
     * reads it.
     */
    LaunchedCoroutine<?> running() {
        return (LaunchedCoroutine<?>) RUNNING.getOpaque(this);
    }

    /** The number of its current or last turn. */
    long turnNumber() {
        return (long) TURN_NUMBER.getOpaque(this);
    }

    boolean hasEnded() {
        return ended;
    }

    /** The stack of its thread. */
    StackTraceElement[] stack() {
        return thread.getStackTrace();
    }

    // Binding.

    /** Keeps this worker alive for a coroutine; false when it has ended. */
    boolean tryBind() {
        return bound.tryAdd();
    }

    /** Called in a turn of this worker. */
    void bind() {
        bound.add();
    }

    /** A coroutine that was bound here has ended, or was never launched. */
    void unbind() {
        if (bound.remove() && retiring) {
            wake(false);
        }
    }

    void retire() {
        retiring = true;
        giveAway();
        wake(false);
    }

    /** Hands what others may take to them. Any thread. */
    private void giveAway() {
        for (LaunchedCoroutine<?> c = queue.poll(); c != null; c = queue.poll()) {
            pool.inject(c);
        }
        pool.signalWork();
    }

    // Making ready. Called by the one who runs on this worker.

    /** A coroutine made ready by the running one: next to run, and wakes no other worker. */
    void addToSlot(LaunchedCoroutine<?> coroutine) {
        if (coroutine == running) {
            // It yields: behind its peers.
            addToQueue(coroutine);
            return;
        }
        LaunchedCoroutine<?> displaced = slot;
        slot = coroutine;
        if (displaced != null) {
            counters.count(WorkerCounters.FAST_PATH_MISSES);
            addToQueue(displaced);
        }
    }

    /** A coroutine that waits for its turn behind the others. */
    void addToQueue(LaunchedCoroutine<?> coroutine) {
        if (coroutine.home != null) {
            bound.addReady(coroutine);
            return;
        }
        if (!queue.offer(coroutine)) {
            pool.inject(coroutine);
        }
        pool.signalWork();
        // After the fence in there: who retires this worker sees the entry, or is seen.
        if (retiring) {
            giveAway();
        }
    }

    /** A bound coroutine made ready by somebody who does not run on this worker. */
    void addToInbox(LaunchedCoroutine<?> coroutine) {
        bound.addFromElsewhere(coroutine);
        VarHandle.fullFence();
        wake(false);
    }

    // Running.

    @Override
    public void run() {
        OF_THREAD.set(this);
        while (!pool.isStopped() && !hasRetired()) {
            LaunchedCoroutine<?> next = next();
            if (next != null) {
                runTurn(next);
            }
        }
        stopSearching();
        ended = true;
        pool.ended(this);
    }

    private void runTurn(LaunchedCoroutine<?> coroutine) {
        stopSearching();
        coroutine.beginTurn(this);
        TURN_NUMBER.setOpaque(this, turnNumber + 1);
        RUNNING.setOpaque(this, coroutine);
        turns++;
        TurnEvent event = TurnEvent.start();
        try {
            coroutine.turn.run();
        } catch (Throwable e) {
            pool.report(coroutine, e);
        } finally {
            if (event != null) {
                event.stop(coroutine);
            }
            coroutine.endTurn();
        }
    }

    /** Whether it has nothing left to do for ever. */
    private boolean hasRetired() {
        if (!retiring) {
            return false;
        }
        LaunchedCoroutine<?> waiting = slot;
        slot = null;
        if (waiting != null) {
            addToQueue(waiting);
        }
        giveAway();
        return bound.end();
    }

    /** The next coroutine, or null after a sleep. */
    private LaunchedCoroutine<?> next() {
        LaunchedCoroutine<?> next = nextLocal();
        if (next == null) {
            if (retiring) {
                // Another one must do the search for which this one may have been woken.
                stopSearching();
            } else {
                next = search();
            }
            if (next == null) {
                goToSleep();
            }
        }
        return next;
    }

    private LaunchedCoroutine<?> nextLocal() {
        if (turns >= INJECTION_INTERVAL && !retiring) {
            turns = 0;
            LaunchedCoroutine<?> injected = pool.pollInjected(this);
            if (injected != null) {
                return injected;
            }
        }
        LaunchedCoroutine<?> next = slot;
        if (next != null) {
            slot = null;
            if (++slotRuns <= SLOT_RUN_LIMIT || !othersWait()) {
                counters.count(WorkerCounters.FAST_PATH_HITS);
                return next;
            }
            addToQueue(next);
        }
        slotRuns = 0;
        if (bound.isEmpty()) {
            return queue.pollByOwner();
        }
        bound.takeIn();
        // In turn, so that neither kind starves the other.
        boolean boundFirst = (turns & 1) == 0;
        next = boundFirst ? bound.poll() : queue.pollByOwner();
        if (next == null) {
            next = boundFirst ? queue.pollByOwner() : bound.poll();
        }
        return next;
    }

    /** Whether the slot keeps somebody waiting. In the queue it would only wake a thief. */
    private boolean othersWait() {
        return !queue.isEmpty() || bound.hasReady();
    }

    private LaunchedCoroutine<?> search() {
        if (!searching) {
            searching = true;
            pool.searching.incrementAndGet();
        }
        LaunchedCoroutine<?> found = pool.pollInjected(this);
        if (found == null) {
            found = pool.steal(this);
        }
        return found;
    }

    /** Ends a search that found something; the last to do so sends another worker to look. */
    private void stopSearching() {
        if (searching) {
            searching = false;
            if (pool.searching.decrementAndGet() == 0) {
                pool.signalWork();
            }
        }
    }

    // Sleeping.

    /**
     * Declares itself asleep, looks again, and sleeps until it is woken. Whoever adds work looks
     * for sleepers after adding; this one looks for work after declaring: one of them sees the
     * other.
     */
    private void goToSleep() {
        RUNNING.setOpaque(this, (LaunchedCoroutine<?>) null);
        // Before the declaration: from there on the mark is the waker's.
        boolean searched = searching;
        searching = false;
        sleep = ASLEEP;
        pool.asleep.incrementAndGet();
        if (searched) {
            pool.searching.decrementAndGet();
        }
        if (pool.isStopped() || bound.hasReady() || hasWorkToLookFor()) {
            wake(false);
        }
        while (sleep != AWAKE) {
            pool.port().park(this);
            // A flag that leaked to this thread would keep it from parking.
            Thread.interrupted();
        }
    }

    private boolean hasWorkToLookFor() {
        return retiring ? bound.isEmpty() : pool.hasSharedWork();
    }

    boolean isAsleep() {
        return sleep == ASLEEP;
    }

    /**
     * Wakes this worker if it sleeps.
     *
     * @param toSearch the caller has counted it as searching
     * @return false when it was awake
     */
    boolean wake(boolean toSearch) {
        if (sleep != ASLEEP || !SLEEP.compareAndSet(this, ASLEEP, WAKING)) {
            return false;
        }
        searching = toSearch;
        pool.asleep.decrementAndGet();
        sleep = AWAKE;
        if (!threadStarted) {
            threadStarted = !pool.isStopped();
            if (threadStarted) {
                thread.start();
            }
        } else if (Thread.currentThread() != thread) {
            pool.port().unpark(thread);
        }
        return true;
    }

    @Override
    public String toString() {
        return pool.name() + "-worker-" + index;
    }
}
