// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.kcoro.port.Port;
import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineDump;
import org.kcoro.scheduler.Dispatcher;
import org.kcoro.scheduler.LaunchOptions;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.SchedulerBuilder;
import org.kcoro.scheduler.SchedulerCounters;
import org.kcoro.scheduler.WaitReason;
import org.kcoro.switcher.ContextSwitcher;

/**
 * Coroutines with one owner, on workers that it has alone or shares: it launches, lists and ends
 * them. The workers are those of {@link Machinery}.
 */
public final class WorkStealingScheduler implements Scheduler {

    private static final System.Logger LOG = System.getLogger("org.kcoro.scheduler");
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);
    private static final String CONFINED_SWITCHER = "continuation";

    private final String name;
    private final Machinery machinery;

    /** The one that has the workers; itself, unless it shares those of another. */
    private final WorkStealingScheduler owner;

    private final LiveCoroutines live = new LiveCoroutines();
    private final Shutdown shutdown;

    /** Of the single dispatchers that were given by this one. */
    private final List<WorkerPool> singles = new CopyOnWriteArrayList<>();

    private WorkStealingScheduler(String name, Machinery machinery, WorkStealingScheduler owner) {
        this.name = name;
        this.machinery = machinery;
        this.owner = owner == null ? this : owner;
        this.shutdown =
                new Shutdown(this, live, this.owner == this ? machinery::stop : this::stopSingles);
        if (owner != null) {
            owner.shutdown.addPart(shutdown);
        }
    }

    /** Starts a scheduler; see {@link SchedulerBuilder}. */
    public static WorkStealingScheduler start(
            String name,
            int workers,
            int blockingThreads,
            Port port,
            ContextSwitcher switcher,
            Function<String, ContextSwitcher> switchers,
            Duration watchdog,
            BiConsumer<Coroutine<?>, StackTraceElement[]> slowTurnHandler,
            BiConsumer<Coroutine<?>, Throwable> failureHandler) {
        Machinery machinery =
                new Machinery(
                        name,
                        workers,
                        blockingThreads,
                        port,
                        switcher,
                        switchers,
                        watchdog,
                        slowTurnHandler,
                        failureHandler);
        WorkStealingScheduler scheduler = new WorkStealingScheduler(name, machinery, null);
        machinery.show(
                () -> scheduler.shutdown.liveOfAll().stream().map(LaunchedCoroutine::context));
        return scheduler;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int workers() {
        return machinery.pool().workers().length;
    }

    @Override
    public void resize(int workers) {
        if (workers < 1 || workers > SchedulerBuilder.MAX_WORKERS) {
            throw new IllegalArgumentException(
                    "setting workers is "
                            + workers
                            + "; it must be from 1 to "
                            + SchedulerBuilder.MAX_WORKERS);
        }
        shutdown.requireOpen("be resized");
        machinery.pool().resize(workers);
    }

    @Override
    public String switcher() {
        return machinery.switcher().name();
    }

    // Launching.

    @Override
    public <T> Coroutine<T> launch(LaunchOptions options, Callable<T> body) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(body, "body");
        return launch(machinery.pool(), machinery.switcher(), null, options, body);
    }

    /**
     * Launches a coroutine on a pool.
     *
     * @param switcher that of options which name none
     * @param home the worker to which the caller has bound it, or null
     */
    <T> Coroutine<T> launch(
            WorkerPool pool,
            ContextSwitcher switcher,
            Worker home,
            LaunchOptions options,
            Callable<T> body) {
        Worker here = Worker.current();
        LaunchedCoroutine<T> coroutine;
        try {
            ContextSwitcher chosen =
                    options.switcher() == null ? switcher : machinery.switcher(options.switcher());
            coroutine = new LaunchedCoroutine<>(this, pool, chosen, home, options, body);
        } catch (Throwable e) {
            unbind(home);
            throw e;
        }
        long id = live.add(coroutine, here == null ? 0 : here.index());
        // After adding: a shutdown that did not see this coroutine is seen here.
        if (shutdown.refuses()) {
            live.refuse(coroutine);
            unbind(home);
            shutdown.check();
            throw new IllegalStateException(
                    "cannot launch " + options.name() + ": " + shutdown.describe());
        }
        try {
            coroutine.start(id);
        } catch (Throwable e) {
            // Not started: no memory for its thread, for example.
            live.refuse(coroutine);
            unbind(home);
            shutdown.check();
            throw e;
        }
        return coroutine;
    }

    private static void unbind(Worker home) {
        if (home != null) {
            home.unbind();
        }
    }

    /** The very last step of a coroutine: it runs nothing after this. */
    void finished(LaunchedCoroutine<?> coroutine) {
        live.remove(coroutine);
        shutdown.check();
    }

    /** Whether the caller runs in a coroutine of this scheduler. */
    boolean isOwnCoroutine(Coroutine<?> coroutine) {
        return coroutine instanceof LaunchedCoroutine<?> launched && launched.isOf(this);
    }

    // Dispatchers.

    @Override
    public Dispatcher confined(String name) {
        ContextSwitcher switcher = machinery.switcher();
        try {
            switcher = machinery.switcher(CONFINED_SWITCHER);
        } catch (IllegalArgumentException e) {
            // Absent here: any other keeps to one worker too.
            LOG.log(Level.DEBUG, e.getMessage());
        }
        return new PoolDispatcher(name, this, machinery.pool(), switcher, true);
    }

    @Override
    public Dispatcher single(String name) {
        shutdown.requireOpen("give a dispatcher");
        WorkerPool single = machinery.newSingle(name);
        singles.add(single);
        // A shutdown that did not see it is seen here.
        shutdown.check();
        return new PoolDispatcher(name, this, single, machinery.switcher(), false);
    }

    private void stopSingles() {
        singles.forEach(machinery::stop);
    }

    @Override
    public Dispatcher blocking() {
        shutdown.requireOpen("give a dispatcher");
        return new PoolDispatcher(
                name + "-blocking", this, machinery.blocking(), machinery.migrating(), false);
    }

    @Override
    public Scheduler share(String owner) {
        Objects.requireNonNull(owner, "owner");
        this.owner.shutdown.requireOpen("be shared");
        return new WorkStealingScheduler(owner, machinery, this.owner);
    }

    // Looking.

    @Override
    public List<Coroutine<?>> liveCoroutines() {
        return live.handles();
    }

    @Override
    public CoroutineDump dump(boolean stacks) {
        return DumpTaker.take(name, shutdown.liveOfAll(), stacks);
    }

    @Override
    public SchedulerCounters counters() {
        long[] launches = live.submittedAndCompleted();
        long[] turns = machinery.pool().counters();
        return new SchedulerCounters(
                launches[0],
                launches[1],
                turns[WorkerCounters.FAST_PATH_HITS],
                turns[WorkerCounters.FAST_PATH_MISSES],
                turns[WorkerCounters.STEAL_PROBES],
                turns[WorkerCounters.STEAL_SUCCESSES],
                turns[WorkerCounters.STEAL_FAILURES],
                turns[WorkerCounters.INJECTION_PULLS]);
    }

    // Timers and readiness.

    @Override
    public CancellationToken timeout(CancellationToken parent, Duration timeout) {
        return Timeout.start(machinery.watch(), parent, timeout);
    }

    @Override
    public void awaitReady(SelectableChannel channel, int operation)
            throws IOException, InterruptedException {
        Parker parker = Parker.current();
        AtomicBoolean ready = new AtomicBoolean();
        parker.checkStop();
        machinery
                .watch()
                .whenReady(
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
            machinery.watch().forget(channel);
        }
    }

    // The end.

    @Override
    public List<Coroutine<?>> drain(Duration patience, Duration deadline) {
        shutdown.drain(patience);
        return shutdown(deadline);
    }

    @Override
    public List<Coroutine<?>> shutdown(Duration deadline) {
        return shutdown.shutdown(deadline);
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

    @Override
    public String toString() {
        return "scheduler " + name + " (" + workers() + " workers, " + switcher() + ")";
    }
}
