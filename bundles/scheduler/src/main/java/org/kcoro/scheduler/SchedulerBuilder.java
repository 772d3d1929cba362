// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.kcoro.port.Port;
import org.kcoro.port.Settings;
import org.kcoro.scheduler.internal.WorkStealingScheduler;
import org.kcoro.switcher.ContextSwitcher;
import org.kcoro.switcher.ContextSwitchers;

/** Settings of a scheduler. Not thread-safe. */
public final class SchedulerBuilder {

    /** The largest number of workers. */
    public static final int MAX_WORKERS = 256;

    /** The largest number of threads for calls that block. */
    public static final int MAX_BLOCKING_THREADS = 4_096;

    private static final int DEFAULT_BLOCKING_THREADS = 64;
    private static final System.Logger LOG = System.getLogger("org.kcoro.scheduler");

    private String name = "kcoro";
    private int workers = Math.min(MAX_WORKERS, Runtime.getRuntime().availableProcessors());
    private int blockingThreads = DEFAULT_BLOCKING_THREADS;
    private Duration watchdog;
    private BiConsumer<Coroutine<?>, StackTraceElement[]> slowTurnHandler =
            SchedulerBuilder::logSlowTurn;
    private Port port = Port.current();
    private Settings settings = Settings.ofSystem();
    private String switcherName;
    private ContextSwitcher switcher;
    private Function<String, ContextSwitcher> switchers;
    private BiConsumer<Coroutine<?>, Throwable> failureHandler =
            (coroutine, failure) -> LOG.log(Level.ERROR, coroutine + " failed", failure);

    SchedulerBuilder() {}

    /**
     * Takes the settings {@code workers}, {@code switcher}, {@code blockingThreads}, {@code
     * watchdogMillis} and {@code checkMonitors} where they are set.
     *
     * @throws IllegalArgumentException when a setting cannot be used, with its name
     */
    public SchedulerBuilder settings(Settings settings) {
        workers = settings.integer("workers", workers, 1, MAX_WORKERS);
        switcherName = settings.text("switcher", switcherName);
        blockingThreads =
                settings.integer("blockingThreads", blockingThreads, 1, MAX_BLOCKING_THREADS);
        int watchdogMillis = settings.integer("watchdogMillis", 0, 0, Integer.MAX_VALUE);
        if (watchdogMillis > 0) {
            watchdog = Duration.ofMillis(watchdogMillis);
        }
        this.settings = settings;
        return this;
    }

    /**
     * The largest number of threads of {@link Scheduler#blocking}; 64 unless told.
     *
     * @throws IllegalArgumentException unless from 1 to {@value #MAX_BLOCKING_THREADS}
     */
    public SchedulerBuilder blockingThreads(int threads) {
        if (threads < 1 || threads > MAX_BLOCKING_THREADS) {
            throw new IllegalArgumentException(
                    "setting blockingThreads is "
                            + threads
                            + "; it must be from 1 to "
                            + MAX_BLOCKING_THREADS);
        }
        this.blockingThreads = threads;
        return this;
    }

    /** The name with which the threads' names begin; {@code kcoro} unless told. */
    public SchedulerBuilder name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * The number of workers; as many as there are processors unless told.
     *
     * @throws IllegalArgumentException unless from 1 to {@value #MAX_WORKERS}
     */
    public SchedulerBuilder workers(int workers) {
        if (workers < 1 || workers > MAX_WORKERS) {
            throw new IllegalArgumentException(
                    "setting workers is " + workers + "; it must be from 1 to " + MAX_WORKERS);
        }
        this.workers = workers;
        return this;
    }

    /** The number of workers that is set. */
    public int workers() {
        return workers;
    }

    /**
     * How long a coroutine may keep a worker before a watchdog names it to the slow-turn handler,
     * which it does within twice that time. Without this there is no watchdog: it looks at the
     * workers at intervals, also while they are idle.
     *
     * @throws IllegalArgumentException when the time is not positive
     */
    public SchedulerBuilder watchdog(Duration patience) {
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException(
                    "setting watchdog is " + patience + "; it must be positive");
        }
        this.watchdog = patience;
        return this;
    }

    /**
     * What is told of a coroutine that keeps its worker too long, once for each turn, with its
     * stack, innermost frame first; the system logger {@code org.kcoro.scheduler} unless told. It
     * must not wait.
     */
    public SchedulerBuilder slowTurnHandler(BiConsumer<Coroutine<?>, StackTraceElement[]> handler) {
        this.slowTurnHandler = Objects.requireNonNull(handler, "handler");
        return this;
    }

    private static void logSlowTurn(Coroutine<?> coroutine, StackTraceElement[] stack) {
        LOG.log(
                Level.WARNING,
                "{0} keeps its worker from others; its stack:\n{1}",
                coroutine,
                Arrays.stream(stack)
                        .map(frame -> "    at " + frame)
                        .collect(Collectors.joining("\n")));
    }

    /** The machine; that of the calling thread unless told. */
    public SchedulerBuilder port(Port port) {
        this.port = Objects.requireNonNull(port, "port");
        return this;
    }

    /** The name of the switcher; the best that works in this JVM unless told. */
    public SchedulerBuilder switcher(String name) {
        this.switcherName = name;
        return this;
    }

    /** The switcher itself, instead of one found by name. */
    public SchedulerBuilder switcher(ContextSwitcher switcher) {
        this.switcher = Objects.requireNonNull(switcher, "switcher");
        return this;
    }

    /**
     * Where a launch that names a switcher finds it; those that work in this JVM unless told.
     *
     * @param switchers answers the switcher of a name, or throws an {@link
     *     IllegalArgumentException} that says why there is none
     */
    public SchedulerBuilder switchers(Function<String, ContextSwitcher> switchers) {
        this.switchers = Objects.requireNonNull(switchers, "switchers");
        return this;
    }

    /**
     * What is told of a failure that nobody had joined when the coroutine ended; the system logger
     * {@code org.kcoro.scheduler} unless told. It is called by a worker and must not wait.
     */
    public SchedulerBuilder failureHandler(BiConsumer<Coroutine<?>, Throwable> handler) {
        this.failureHandler = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Starts the scheduler. The caller owns it and closes it.
     *
     * @throws IllegalArgumentException when the switcher does not exist or does not work here
     */
    public Scheduler build() {
        // A machine may schedule its threads; the proof of a switcher is none of its business.
        Function<String, ContextSwitcher> byName =
                switchers != null
                        ? switchers
                        : new Function<>() {
                            private ContextSwitchers found;

                            @Override
                            public synchronized ContextSwitcher apply(String name) {
                                if (found == null) {
                                    found = ContextSwitchers.discover(Port.system(), settings);
                                }
                                return found.choose(name);
                            }
                        };
        ContextSwitcher chosen = switcher != null ? switcher : byName.apply(switcherName);
        return WorkStealingScheduler.start(
                name,
                workers,
                blockingThreads,
                port,
                chosen,
                byName,
                watchdog,
                slowTurnHandler,
                failureHandler);
    }
}
