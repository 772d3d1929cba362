// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter.host;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import org.kcoro.adapter.Adapter;
import org.kcoro.adapter.host.internal.AdapterRun;
import org.kcoro.scheduler.Scheduler;

/**
 * Runs adapters, each in a coroutine of its own. In a container it does so for every {@link
 * Adapter} service, from its arrival to its departure. All methods may be called from any coroutine
 * or thread.
 */
public final class AdapterHost implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("org.kcoro.adapter.host");
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(5);

    private final Scheduler scheduler;
    private final Map<Adapter, AdapterRun> runs = new ConcurrentHashMap<>();

    /** A host without adapters. */
    public AdapterHost(Scheduler scheduler) {
        this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
    }

    /**
     * Runs an adapter.
     *
     * @throws IllegalStateException when it has been started and not stopped
     */
    public void start(Adapter adapter) {
        AdapterRun run = new AdapterRun(scheduler, adapter);
        if (runs.putIfAbsent(adapter, run) != null) {
            throw new IllegalStateException("adapter " + adapter.name() + " runs already");
        }
        run.start();
    }

    /**
     * Cancels an adapter and waits, up to five seconds, until it has ended with all its coroutines.
     * One that does not end is logged. Without effect on an adapter that was not started.
     */
    public void stop(Adapter adapter) {
        AdapterRun run = runs.remove(adapter);
        if (run != null && !run.stop(STOP_DEADLINE)) {
            LOG.log(
                    Level.WARNING,
                    "adapter {0} was told to stop and has not ended: {1}",
                    adapter.name(),
                    run);
        }
    }

    /** Stops all adapters. */
    @Override
    public void close() {
        runs.keySet().forEach(this::stop);
    }
}
