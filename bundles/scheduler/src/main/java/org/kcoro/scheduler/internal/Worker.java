// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

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

    /** So many turns in a row may come from the slot: two coroutines never starve a third. */
    private static final int SLOT_RUN_LIMIT = 32;

    private static final int AWAKE = 0;
    private static final int ASLEEP = 1;
    private static final int WAKING = 2;

    private static final VarHandle SLEEP;

    static {
        try {
            SLEEP = MethodHandles.lookup().findVarHandle(Worker.class, "sleep", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final WorkStealingScheduler scheduler;
    final LocalQueue queue = new LocalQueue();

    private final int index;
    private final Thread thread;

    /** Bound coroutines made ready elsewhere. */
    private final ConcurrentLinkedQueue<LaunchedCoroutine<?>> inbox = new ConcurrentLinkedQueue<>();

    /** Bound coroutines made ready here. */
    private final ArrayDeque<LaunchedCoroutine<?>> bound = new ArrayDeque<>();

    private LaunchedCoroutine<?> slot;
    private LaunchedCoroutine<?> running;
    private int slotRuns;
    private int turns;

    /** Counted in the scheduler's number of searching workers. Its thread only, or its waker. */
    private boolean searching;

    private volatile int sleep = AWAKE;

    final AtomicLong fastPathHits = new AtomicLong();
    final AtomicLong fastPathMisses = new AtomicLong();
    final AtomicLong stealProbes = new AtomicLong();
    final AtomicLong stealSuccesses = new AtomicLong();
    final AtomicLong stealFailures = new AtomicLong();
    final AtomicLong injectionPulls = new AtomicLong();

    Worker(WorkStealingScheduler scheduler, int index) {
        this.scheduler = scheduler;
        this.index = index;
        this.thread = scheduler.port().newThread(scheduler.name() + "-worker-" + (index + 1), this);
    }

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

    /** Only the worker's thread writes a counter. */
    private static void count(AtomicLong counter) {
        counter.setRelease(counter.getPlain() + 1);
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
            count(fastPathMisses);
            addToQueue(displaced);
        }
    }

    /** A coroutine that waits for its turn behind the others. */
    void addToQueue(LaunchedCoroutine<?> coroutine) {
        if (isBound(coroutine)) {
            bound.addLast(coroutine);
        } else {
            if (!queue.offer(coroutine)) {
                scheduler.inject(coroutine);
            }
            scheduler.signalWork();
        }
    }

    private boolean isBound(LaunchedCoroutine<?> coroutine) {
        return coroutine.started && scheduler.bindsContexts();
    }

    /** A bound coroutine made ready by somebody who does not run on this worker. */
    void addToInbox(LaunchedCoroutine<?> coroutine) {
        inbox.add(coroutine);
        VarHandle.fullFence();
        wake(false);
    }

    // Running.

    @Override
    public void run() {
        OF_THREAD.set(this);
        while (!scheduler.isStopped()) {
            LaunchedCoroutine<?> next = next();
            if (next != null) {
                runTurn(next);
            }
        }
        stopSearching();
    }

    private void runTurn(LaunchedCoroutine<?> coroutine) {
        stopSearching();
        coroutine.worker = this;
        coroutine.started = true;
        running = coroutine;
        turns++;
        try {
            coroutine.turn.run();
        } catch (Throwable e) {
            scheduler.report(coroutine, e);
        } finally {
            running = null;
        }
    }

    /** The next coroutine, or null after a sleep. */
    private LaunchedCoroutine<?> next() {
        LaunchedCoroutine<?> next = nextLocal();
        if (next == null) {
            next = search();
            if (next == null) {
                goToSleep();
            }
        }
        return next;
    }

    private LaunchedCoroutine<?> nextLocal() {
        if (turns >= INJECTION_INTERVAL) {
            turns = 0;
            LaunchedCoroutine<?> injected = pullInjected();
            if (injected != null) {
                return injected;
            }
        }
        LaunchedCoroutine<?> next = slot;
        if (next != null) {
            slot = null;
            if (++slotRuns <= SLOT_RUN_LIMIT) {
                count(fastPathHits);
                return next;
            }
            addToQueue(next);
        }
        slotRuns = 0;
        for (LaunchedCoroutine<?> c = inbox.poll(); c != null; c = inbox.poll()) {
            bound.addLast(c);
        }
        // In turn, so that neither kind starves the other.
        boolean boundFirst = (turns & 1) == 0;
        next = boundFirst ? bound.pollFirst() : queue.poll();
        if (next == null) {
            next = boundFirst ? queue.poll() : bound.pollFirst();
        }
        return next;
    }

    private LaunchedCoroutine<?> pullInjected() {
        LaunchedCoroutine<?> injected = scheduler.pollInjected();
        if (injected != null) {
            count(injectionPulls);
        }
        return injected;
    }

    private LaunchedCoroutine<?> search() {
        if (!searching) {
            searching = true;
            scheduler.searching.incrementAndGet();
        }
        LaunchedCoroutine<?> found = pullInjected();
        if (found == null) {
            found = steal();
        }
        return found;
    }

    private LaunchedCoroutine<?> steal() {
        Worker[] peers = scheduler.workerArray();
        int start = (int) Long.remainderUnsigned(scheduler.port().nextRandom(), peers.length);
        for (int i = 0; i < peers.length; i++) {
            Worker victim = peers[(start + i) % peers.length];
            if (victim == this) {
                continue;
            }
            count(stealProbes);
            LaunchedCoroutine<?> stolen = victim.queue.poll();
            if (stolen != null) {
                count(stealSuccesses);
                return stolen;
            }
        }
        count(stealFailures);
        return null;
    }

    /** Ends a search that found something; the last to do so sends another worker to look. */
    private void stopSearching() {
        if (searching) {
            searching = false;
            if (scheduler.searching.decrementAndGet() == 0) {
                scheduler.signalWork();
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
        sleep = ASLEEP;
        scheduler.asleep.incrementAndGet();
        if (searching) {
            searching = false;
            scheduler.searching.decrementAndGet();
        }
        if (scheduler.isStopped() || !inbox.isEmpty() || scheduler.hasSharedWork()) {
            wake(false);
        }
        while (sleep != AWAKE) {
            scheduler.port().park(this);
            // A flag that leaked to this thread would keep it from parking.
            Thread.interrupted();
        }
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
        scheduler.asleep.decrementAndGet();
        sleep = AWAKE;
        if (Thread.currentThread() != thread) {
            scheduler.port().unpark(thread);
        }
        return true;
    }

    @Override
    public String toString() {
        return scheduler.name() + "-worker-" + (index + 1);
    }
}
