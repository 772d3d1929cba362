// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.invoke.VarHandle;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;

import org.kcoro.port.Port;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.SchedulerCounters;
import org.kcoro.scheduler.WaitReason;
import org.kcoro.switcher.ContextSwitcher;

/**
 * Workers, each with a slot and a queue, that share an injection queue and steal from one another.
 *
 * <p>Waking workers: at most one worker that was woken to search is on its way at a time. Who adds
 * work wakes one only if nobody searches; a searcher that finds work sends the next, so that as
 * many come as there is work for, and no more.
 */
public final class WorkStealingScheduler implements Scheduler {

    private static final System.Logger LOG = System.getLogger("org.kcoro.scheduler");
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    private final String name;
    private final Port port;
    private final ContextSwitcher switcher;
    private final BiConsumer<Coroutine<?>, Throwable> failureHandler;
    private final Worker[] workers;
    private final Watch watch;

    private final ConcurrentLinkedQueue<LaunchedCoroutine<?>> injected =
            new ConcurrentLinkedQueue<>();

    /**
     * Holds the coroutines that have not ended: a parked one may be reachable from nowhere else.
     */
    private final Set<LaunchedCoroutine<?>> live = ConcurrentHashMap.newKeySet();

    /** Coroutines that may still run something: also end actions, which come after the end. */
    private final AtomicInteger unfinished = new AtomicInteger();

    private final AtomicLong lastId = new AtomicLong();
    private final LongAdder submitted = new LongAdder();
    private final LongAdder completed = new LongAdder();

    /** Workers that look for work, or were woken to. */
    final AtomicInteger searching = new AtomicInteger();

    /** Workers that have declared themselves asleep. */
    final AtomicInteger asleep = new AtomicInteger();

    private final Queue<Parker> shutdownWaiters = new ConcurrentLinkedQueue<>();
    private final WaitReason shutdownReason;
    private volatile boolean shutdown;

    /** Starts a scheduler; see {@link org.kcoro.scheduler.SchedulerBuilder}. */
    public WorkStealingScheduler(
            String name,
            int workers,
            Port port,
            ContextSwitcher switcher,
            BiConsumer<Coroutine<?>, Throwable> failureHandler) {
        this.name = name;
        this.port = port;
        this.switcher = switcher;
        this.failureHandler = failureHandler;
        this.shutdownReason = new WaitReason("shutdown", "scheduler " + name);
        this.watch = new Watch(port, name + "-watch");
        this.workers = new Worker[workers];
        for (int i = 0; i < workers; i++) {
            this.workers[i] = new Worker(this, i);
        }
        for (Worker worker : this.workers) {
            worker.start();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int workers() {
        return workers.length;
    }

    @Override
    public String switcher() {
        return switcher.name();
    }

    @Override
    public <T> Coroutine<T> launch(String name, Callable<T> body) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(body, "body");
        LaunchedCoroutine<T> coroutine =
                new LaunchedCoroutine<>(this, lastId.incrementAndGet(), name, body);
        unfinished.incrementAndGet();
        live.add(coroutine);
        // After adding: a shutdown that did not see this coroutine is seen here.
        if (shutdown) {
            live.remove(coroutine);
            finished();
            throw new IllegalStateException(
                    "cannot launch " + name + ": scheduler " + this.name + " was shut down");
        }
        submitted.increment();
        coroutine.start();
        return coroutine;
    }

    @Override
    public List<Coroutine<?>> liveCoroutines() {
        return List.copyOf(live);
    }

    @Override
    public SchedulerCounters counters() {
        return new SchedulerCounters(
                submitted.sum(),
                completed.sum(),
                sum(w -> w.fastPathHits.get()),
                sum(w -> w.fastPathMisses.get()),
                sum(w -> w.stealProbes.get()),
                sum(w -> w.stealSuccesses.get()),
                sum(w -> w.stealFailures.get()),
                sum(w -> w.injectionPulls.get()));
    }

    private long sum(ToLongFunction<Worker> counter) {
        long sum = 0;
        for (Worker worker : workers) {
            sum += counter.applyAsLong(worker);
        }
        return sum;
    }

    @Override
    public void awaitReady(SelectableChannel channel, int operation)
            throws IOException, InterruptedException {
        Parker parker = Parker.current();
        AtomicBoolean ready = new AtomicBoolean();
        parker.checkStop();
        watch.whenReady(
                channel,
                operation,
                () -> {
                    ready.set(true);
                    parker.unpark();
                });
        WaitReason reason = new WaitReason("readiness", channel.toString());
        while (!ready.get()) {
            parker.checkStop();
            parker.park(reason);
        }
    }

    @Override
    public void closeChannel(SelectableChannel channel) throws IOException {
        try {
            channel.close();
        } finally {
            watch.forget(channel);
        }
    }

    @Override
    public List<Coroutine<?>> shutdown(Duration deadline) {
        Worker here = Worker.current();
        if (here != null && here.scheduler == this) {
            throw new IllegalStateException(
                    "scheduler " + name + " cannot be shut down by its own " + Coroutine.current());
        }
        shutdown = true;
        for (LaunchedCoroutine<?> coroutine : live) {
            coroutine.cancel();
        }
        Parker parker = Parker.current();
        long deadlineNanos = parker.deadlineAfter(deadline);
        shutdownWaiters.add(parker);
        while (unfinished.get() > 0 && deadlineNanos - parker.nanoTime() > 0) {
            parker.parkUntil(shutdownReason, deadlineNanos);
        }
        shutdownWaiters.remove(parker);
        stopIfAllEnded();
        return liveCoroutines();
    }

    /**
     * Stops the workers once there is nothing left to run. Not before: a virtual thread that is
     * never run again keeps the locks that it holds, and may have been given one that the whole JVM
     * needs.
     */
    private void stopIfAllEnded() {
        if (isStopped()) {
            for (Worker worker : workers) {
                worker.wake(false);
            }
            watch.stop();
            shutdownWaiters.forEach(Parker::unpark);
        }
    }

    @Override
    public void close() {
        for (Coroutine<?> coroutine : shutdown(CLOSE_DEADLINE)) {
            LOG.log(
                    Level.WARNING,
                    "scheduler {0} was closed while {1} had not ended",
                    name,
                    coroutine);
        }
    }

    // For the workers and coroutines of this scheduler.

    Port port() {
        return port;
    }

    ContextSwitcher contextSwitcher() {
        return switcher;
    }

    Watch watch() {
        return watch;
    }

    Worker[] workerArray() {
        return workers;
    }

    boolean isStopped() {
        return shutdown && unfinished.get() == 0;
    }

    /** Whether a coroutine stays with the worker of its first turn. */
    boolean bindsContexts() {
        return !switcher.migrates();
    }

    /** Makes a coroutine ready; called by whichever thread did so. */
    void enqueue(LaunchedCoroutine<?> coroutine) {
        Worker here = Worker.current();
        if (here != null && here.scheduler != this) {
            here = null;
        }
        if (coroutine.started && bindsContexts() && coroutine.worker != here) {
            coroutine.worker.addToInbox(coroutine);
        } else if (here == null) {
            inject(coroutine);
            signalWork();
        } else if (coroutine.started) {
            here.addToSlot(coroutine);
        } else {
            here.addToQueue(coroutine);
        }
    }

    void inject(LaunchedCoroutine<?> coroutine) {
        injected.add(coroutine);
    }

    LaunchedCoroutine<?> pollInjected() {
        return injected.poll();
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
        while (asleep.get() > 0 && searching.compareAndSet(0, 1)) {
            for (Worker worker : workers) {
                if (worker.wake(true)) {
                    return;
                }
            }
            // All had woken by then. One may have gone to sleep since, while this one was counted.
            searching.decrementAndGet();
        }
    }

    void ended(LaunchedCoroutine<?> coroutine) {
        live.remove(coroutine);
        completed.increment();
    }

    /** The very last step of a coroutine: it runs nothing after this. */
    void finished() {
        unfinished.decrementAndGet();
        stopIfAllEnded();
    }

    /** Tells the failure handler, whose own failures end nothing. */
    void report(Coroutine<?> coroutine, Throwable failure) {
        try {
            failureHandler.accept(coroutine, failure);
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "the failure handler of scheduler " + name + " failed", e);
        }
    }

    @Override
    public String toString() {
        return "scheduler " + name + " (" + workers.length + " workers, " + switcher.name() + ")";
    }
}
