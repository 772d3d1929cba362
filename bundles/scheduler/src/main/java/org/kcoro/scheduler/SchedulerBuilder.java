// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.function.BiConsumer;

import org.kcoro.port.Port;
import org.kcoro.port.Settings;
import org.kcoro.scheduler.internal.WorkStealingScheduler;
import org.kcoro.switcher.ContextSwitcher;
import org.kcoro.switcher.ContextSwitchers;

/** Settings of a scheduler. Not thread-safe. */
public final class SchedulerBuilder {

    /** The largest number of workers. */
    public static final int MAX_WORKERS = 256;

    private static final System.Logger LOG = System.getLogger("org.kcoro.scheduler");

    private String name = "kcoro";
    private int workers = Math.min(MAX_WORKERS, Runtime.getRuntime().availableProcessors());
    private Port port = Port.system();
    private String switcherName;
    private ContextSwitcher switcher;
    private BiConsumer<Coroutine<?>, Throwable> failureHandler =
            (coroutine, failure) -> LOG.log(Level.ERROR, coroutine + " failed", failure);

    SchedulerBuilder() {}

    /** Takes the settings {@code workers} and {@code switcher} where they are set. */
    public SchedulerBuilder settings(Settings settings) {
        workers = settings.integer("workers", workers, 1, MAX_WORKERS);
        switcherName = settings.text("switcher", switcherName);
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

    /** The machine; the system's unless told. */
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
        ContextSwitcher chosen =
                switcher != null ? switcher : ContextSwitchers.discover(port).choose(switcherName);
        return new WorkStealingScheduler(name, workers, port, chosen, failureHandler);
    }
}
