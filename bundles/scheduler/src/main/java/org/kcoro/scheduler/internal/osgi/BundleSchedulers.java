// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal.osgi;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/**
 * Gives each bundle a scheduler of its own on the same workers. When a bundle stops, or gives the
 * service back, its coroutines are cancelled; those that do not end in time are logged.
 */
final class BundleSchedulers implements ServiceFactory<Scheduler> {

    private static final System.Logger LOG = System.getLogger("org.kcoro.scheduler");
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final Scheduler scheduler;

    BundleSchedulers(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public Scheduler getService(Bundle bundle, ServiceRegistration<Scheduler> registration) {
        return scheduler.share(bundle.getSymbolicName());
    }

    @Override
    public void ungetService(
            Bundle bundle, ServiceRegistration<Scheduler> registration, Scheduler share) {
        List<Coroutine<?>> cancelled = share.liveCoroutines();
        if (!cancelled.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "bundle {0} gives back its scheduler; its coroutines are cancelled: {1}",
                    bundle.getSymbolicName(),
                    cancelled);
        }
        for (Coroutine<?> left : share.shutdown(DEADLINE)) {
            LOG.log(
                    Level.ERROR,
                    "bundle {0}: {1} has not ended {2} seconds after its cancel",
                    bundle.getSymbolicName(),
                    left,
                    DEADLINE.toSeconds());
        }
    }
}
