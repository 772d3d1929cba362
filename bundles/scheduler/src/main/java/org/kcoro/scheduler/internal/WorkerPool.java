// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

import org.kcoro.port.Port;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.internal.events.StealEvent;

/**
 * Workers, each with a slot and a queue, that share an injection queue and steal from one another.
 *
 * <p>Waking workers: at most one worker that was woken to search is on its way at a time. Who adds
 * work wakes one only if nobody searches; a searcher that finds work sends the next, so that as
 * many come as there is work for, and no more.
 */
final class WorkerPool {

    private final String name;
    private final Port port;
    private final Watch watch;
    private final BiConsumer<Coroutine<?>, Throwable> failures;

    /** Whether a woken coroutine runs next on the worker of the one that woke it. */
    final boolean usesSlot;

    private final boolean startsLazily;

    /** Those that take any work. Replaced under the lock. */
    private volatile Worker[] workers = {};

    /** Also those that only finish what is bound to them. Changed under the lock. */
    private final List<Worker> all = new CopyOnWriteArrayList<>();

    /** Of the workers that have ended. Guarded by this. */
    private final long[] endedCounters = new long[WorkerCounters.LENGTH];

    private int lastIndex;

    private final ConcurrentLinkedQueue<LaunchedCoroutine<?>> injected =
            new ConcurrentLinkedQueue<>();

    /** Workers that look for work, or were woken to. */
    final AtomicInteger searching = new AtomicInteger();

    /** Workers that have declared themselves asleep. */
    final AtomicInteger asleep = new AtomicInteger();

    private volatile boolean stopped;

    /**
     * @param blocking whether its coroutines may block their workers: then threads start when they
     *     are needed, and no coroutine waits in the slot of a worker that may be blocked
     * @param failures is told what a turn throws, and must not throw
     */
    WorkerPool(
            String name,
            int workers,
            boolean blocking,
            Port port,
            Watch watch,
            BiConsumer<Coroutine<?>, Throwable> failures) {
        this.name = name;
        this.port = port;
        this.watch = watch;
        this.failures = failures;
        this.usesSlot = !blocking;
        this.startsLazily = blocking;
        resize(workers);
    }

    String name() {
        return name;
    }

    Port port() {
        return port;
    }

    Watch watch() {
        return watch;
    }

    void report(Coroutine<?> coroutine, Throwable failure) {
        failures.accept(coroutine, failure);
    }

    // The workers.

    Worker[] workers() {
        return workers;
    }

    List<Worker> allWorkers() {
        return all;
    }

    synchronized void resize(int count) {
        if (stopped) {
            return;
        }
        Worker[] before = workers;
        Worker[] after = Arrays.copyOf(before, count);
        List<Worker> fresh = new ArrayList<>();
        for (int i = before.length; i < count; i++) {
            after[i] = new Worker(this, ++lastIndex, startsLazily);
            fresh.add(after[i]);
        }
        all.addAll(fresh);
        if (startsLazily) {
            asleep.addAndGet(fresh.size());
        }
        workers = after;
        if (!startsLazily) {
            fresh.forEach(Worker::start);
        }
        for (int i = count; i < before.length; i++) {
            before[i].retire();
        }
    }

    /** A worker that stays at least as long as what is bound to it; the caller unbinds it. */
    Worker bindToAny(int hint) {
        while (true) {
            Worker[] candidates = workers;
            Worker worker = candidates[Math.floorMod(hint, candidates.length)];
            if (worker.tryBind()) {
                return worker;
            }
        }
    }

    /** A worker has ended; its counters are kept. */
    synchronized void ended(Worker worker) {
        if (all.remove(worker)) {
            worker.counters.addTo(endedCounters);
        }
    }

    /** The counters of all workers, also of those that have ended. */
    synchronized long[] counters() {
        long[] sums = endedCounters.clone();
        for (Worker worker : all) {
            worker.counters.addTo(sums);
        }
        return sums;
    }

    boolean isStopped() {
        return stopped;
    }

    /**
     * Ends all workers after their current turns. The caller knows that nothing is left to run: a
     * virtual thread that is never run again keeps the locks that it holds, and may have been given
     * one that the whole JVM needs.
     */
    synchronized void stop() {
        stopped = true;
        for (Worker worker : all) {
            worker.wake(false);
        }
    }

    // Work.

    /** Makes a coroutine ready; called by whichever thread did so. */
    void enqueue(LaunchedCoroutine<?> coroutine) {
        Worker here = Worker.current();
        if (here != null && here.pool != this) {
            here = null;
        }
        Worker home = coroutine.home;
        if (home != null && home != here) {
            home.addToInbox(coroutine);
        } else if (here == null) {
            inject(coroutine);
            signalWork();
        } else if (coroutine.started && usesSlot) {
            here.addToSlot(coroutine);
        } else {
            here.addToQueue(coroutine);
        }
    }

    void inject(LaunchedCoroutine<?> coroutine) {
        injected.add(coroutine);
    }

    /** From the injection queue, for a worker; or null. */
    LaunchedCoroutine<?> pollInjected(Worker taker) {
        LaunchedCoroutine<?> taken = injected.poll();
        if (taken != null) {
            taker.counters.count(WorkerCounters.INJECTION_PULLS);
        }
        return taken;
    }

    /** From the queue of another worker, the first of whom is drawn; or null. */
    LaunchedCoroutine<?> steal(Worker thief) {
        Worker[] victims = workers;
        int start = (int) Long.remainderUnsigned(port.nextRandom(), victims.length);
        for (int i = 0; i < victims.length; i++) {
            Worker victim = victims[(start + i) % victims.length];
            if (victim == thief) {
                continue;
            }
            thief.counters.count(WorkerCounters.STEAL_PROBES);
            LaunchedCoroutine<?> stolen = victim.queue.poll();
            if (stolen != null) {
                thief.counters.count(WorkerCounters.STEAL_SUCCESSES);
                StealEvent.note(stolen);
                return stolen;
            }
        }
        thief.counters.count(WorkerCounters.STEAL_FAILURES);
        return null;
    }

    /** Whether there is work that any worker may take. */
    boolean hasSharedWork() {
        if (!injected.isEmpty()) {
            return true;
        }
        for (Worker worker : workers) {
            if (!worker.queue.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Wakes a worker to search, unless one searches. Called after shared work was added. */
    void signalWork() {
        // Orders the addition before the reads below; a worker that goes to sleep does the reverse.
        VarHandle.fullFence();
        while (asleep.get() > 0 && searching.get() == 0 && searching.compareAndSet(0, 1)) {
            for (Worker worker : workers) {
                if (worker.wake(true)) {
                    return;
                }
            }
            // All had woken by then. One may have gone to sleep since, while this one was counted.
            searching.decrementAndGet();
            if (!hasSleepers()) {
                return;
            }
        }
    }

    /** Those that only finish what is bound to them do not count. */
    private boolean hasSleepers() {
        for (Worker worker : workers) {
            if (worker.isAsleep()) {
                return true;
            }
        }
        return false;
    }
}
