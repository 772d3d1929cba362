// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

import org.kcoro.port.Port;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.switcher.ContextSource;
import org.kcoro.switcher.ContextSwitcher;

/** What schedulers that share their workers have in common. */
final class Machinery {

    private static final System.Logger LOG = System.getLogger("org.kcoro.scheduler");

    /** The switcher that works in every JVM, and migrates. */
    private static final String ALWAYS_MIGRATES = "jdk";

    private final String name;
    private final int blockingThreads;
    private final Port port;
    private final ContextSwitcher switcher;
    private final Function<String, ContextSwitcher> switchers;
    private final BiConsumer<Coroutine<?>, Throwable> failureHandler;
    private final Watch watch;
    private final WorkerPool pool;

    /** The switchers that show our contexts. */
    private final Set<ContextSwitcher> shownBy = ConcurrentHashMap.newKeySet();

    private volatile ContextSource contexts = Stream::empty;

    // Guarded by this.
    private final List<WorkerPool> others = new ArrayList<>();
    private WorkerPool blocking;
    private boolean stopped;

    /**
     * @param watchdog how long a turn may last before it is named, or null
     */
    Machinery(
            String name,
            int workers,
            int blockingThreads,
            Port port,
            ContextSwitcher switcher,
            Function<String, ContextSwitcher> switchers,
            Duration watchdog,
            BiConsumer<Coroutine<?>, StackTraceElement[]> slowTurnHandler,
            BiConsumer<Coroutine<?>, Throwable> failureHandler) {
        this.name = name;
        this.blockingThreads = blockingThreads;
        this.port = port;
        this.switcher = switcher;
        this.switchers = switchers;
        this.failureHandler = failureHandler;
        this.watch = new Watch(port, name + "-watch");
        this.pool = new WorkerPool(name, workers, false, port, watch, this::report);
        if (watchdog != null) {
            new Watchdog(this, watchdog, slowTurnHandler).start();
        }
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    WorkerPool pool() {
        return pool;
    }

    Watch watch() {
        return watch;
    }

    ContextSwitcher switcher() {
        return switcher;
    }

    /** The switcher of a name. */
    ContextSwitcher switcher(String name) {
        if (name.equals(switcher.name())) {
            return switcher;
        }
        ContextSwitcher other = switchers.apply(name);
        show(other);
        return other;
    }

    /**
     * A switcher whose contexts migrate, for coroutines that block their threads: a bound one would
     * starve behind another that blocks. It is our own, if that migrates.
     */
    ContextSwitcher migrating() {
        return switcher.migrates() ? switcher : switcher(ALWAYS_MIGRATES);
    }

    /** Makes contexts show in thread dumps of the JVM, until the machinery stops. */
    void show(ContextSource source) {
        contexts = source;
        show(switcher);
    }

    private void show(ContextSwitcher of) {
        if (shownBy.add(of)) {
            of.show(contexts);
        }
    }

    /** The pool for calls that block; made at the first call. */
    synchronized WorkerPool blocking() {
        if (blocking == null) {
            blocking = newPool(name + "-blocking", blockingThreads, true);
        }
        return blocking;
    }

    /** A pool of one worker. */
    synchronized WorkerPool newSingle(String singleName) {
        return newPool(name + "-" + singleName, 1, false);
    }

    private WorkerPool newPool(String poolName, int workers, boolean blocks) {
        WorkerPool made = new WorkerPool(poolName, workers, blocks, port, watch, this::report);
        others.add(made);
        if (stopped) {
            made.stop();
        }
        return made;
    }

    /** All pools, the default one first. */
    synchronized List<WorkerPool> pools() {
        List<WorkerPool> pools = new ArrayList<>(others);
        pools.add(0, pool);
        return pools;
    }

    /** Ends a pool of {@link #newSingle}, on which nothing runs any more. */
    synchronized void stop(WorkerPool single) {
        others.remove(single);
        single.stop();
    }

    synchronized void stop() {
        stopped = true;
        pool.stop();
        others.forEach(WorkerPool::stop);
        watch.stop();
        shownBy.forEach(of -> of.hide(contexts));
    }

    /** Tells the failure handler, whose own failures end nothing. */
    private void report(Coroutine<?> coroutine, Throwable failure) {
        try {
            failureHandler.accept(coroutine, failure);
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "the failure handler of scheduler " + name + " failed", e);
        }
    }
}
