// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal.osgi;

import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.kcoro.port.Port;
import org.kcoro.port.Settings;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.switcher.ContextSwitcher;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Runs one scheduler as a service, on the switcher that the settings name or on the best. It keeps
 * that switcher for its life; another one is taken at the next start. The number of workers changes
 * while it runs.
 */
@Component(
        service = {},
        configurationPid = "org.kcoro.scheduler")
@Designate(ocd = SchedulerConfiguration.class)
public final class SchedulerComponent
        implements ServiceTrackerCustomizer<ContextSwitcher, ContextSwitcher> {

    private static final System.Logger LOG = System.getLogger("org.kcoro.scheduler");

    private final BundleContext context;
    private final Port port;
    private final ServiceTracker<ContextSwitcher, ContextSwitcher> switchers;
    private final Map<String, ContextSwitcher> byName = new HashMap<>();

    private Settings settings;
    private String switcherName;

    /** A setting was wrong, which another switcher does not change. */
    private boolean refused;

    private ServiceReference<ContextSwitcher> chosen;
    private Scheduler scheduler;
    private ServiceRegistration<Scheduler> registration;

    @Activate
    public SchedulerComponent(
            BundleContext context, @Reference Port port, SchedulerConfiguration configuration) {
        this.context = context;
        this.port = port;
        settings = settings(configuration);
        switcherName = settings.text("switcher", null);
        switchers = new ServiceTracker<>(context, ContextSwitcher.class, this);
        switchers.open();
    }

    private Settings settings(SchedulerConfiguration configuration) {
        return Settings.of(
                Map.of(
                        "workers",
                        configuration.workers() == 0 ? "" : configuration.workers(),
                        "blockingThreads",
                        configuration.blockingThreads() == 0 ? "" : configuration.blockingThreads(),
                        "watchdogMillis",
                        configuration.watchdogMillis() == 0 ? "" : configuration.watchdogMillis(),
                        "switcher",
                        configuration.switcher()),
                context::getProperty);
    }

    /** Takes a new number of workers at once; another switcher, by a new start. */
    @Modified
    synchronized void modified(SchedulerConfiguration configuration) {
        Settings before = settings;
        settings = settings(configuration);
        refused = false;
        String name = settings.text("switcher", null);
        try {
            if (scheduler == null
                    || !Objects.equals(name, switcherName)
                    || hasChanged(before, "blockingThreads")
                    || hasChanged(before, "watchdogMillis")) {
                switcherName = name;
                stop();
                chooseAnother();
            } else {
                int workers = Scheduler.builder().settings(settings).workers();
                scheduler.resize(workers);
                LOG.log(Level.INFO, "scheduler {0} has {1} workers now", scheduler.name(), workers);
            }
        } catch (IllegalArgumentException e) {
            settings = before;
            LOG.log(Level.ERROR, "configuration org.kcoro.scheduler: " + e.getMessage());
        }
    }

    private boolean hasChanged(Settings before, String name) {
        return !settings.text(name, "").equals(before.text(name, ""));
    }

    @Deactivate
    void deactivate() {
        switchers.close();
    }

    @Override
    public synchronized ContextSwitcher addingService(ServiceReference<ContextSwitcher> reference) {
        ContextSwitcher switcher = context.getService(reference);
        if (switcher == null) {
            return null;
        }
        byName.put(switcher.name(), switcher);
        // The best registers first. Where all are there already, they come in no order.
        if (scheduler == null && !refused && reference.equals(best())) {
            try {
                start(reference, switcher);
            } catch (IllegalArgumentException e) {
                refused = true;
                LOG.log(Level.ERROR, "the scheduler does not start: {0}", e.getMessage());
            }
        }
        return switcher;
    }

    /** The wanted one with the highest ranking, or null. */
    private ServiceReference<ContextSwitcher> best() {
        try {
            return context.getServiceReferences(ContextSwitcher.class, null).stream()
                    .filter(this::isWanted)
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        } catch (InvalidSyntaxException e) {
            throw new AssertionError("there is no filter", e);
        }
    }

    private boolean isWanted(ServiceReference<ContextSwitcher> reference) {
        return switcherName == null
                || switcherName.equals(reference.getProperty(ContextSwitcher.NAME_PROPERTY));
    }

    private void chooseAnother() {
        ServiceReference<ContextSwitcher> best = best();
        if (best != null) {
            start(best, switchers.getService(best));
        } else {
            LOG.log(
                    Level.ERROR,
                    "setting switcher (kcoro.switcher) is ''{0}'', which is not available; the"
                            + " scheduler waits for it",
                    switcherName);
        }
    }

    private void start(ServiceReference<ContextSwitcher> reference, ContextSwitcher switcher) {
        scheduler =
                Scheduler.builder()
                        .port(port)
                        .settings(settings)
                        .switcher(switcher)
                        .switchers(this::switcherOfName)
                        .build();
        chosen = reference;
        registration =
                context.registerService(
                        Scheduler.class,
                        new BundleSchedulers(scheduler),
                        FrameworkUtil.asDictionary(
                                Map.of(ContextSwitcher.NAME_PROPERTY, switcher.name())));
    }

    private synchronized ContextSwitcher switcherOfName(String name) {
        ContextSwitcher switcher = byName.get(name);
        if (switcher == null) {
            throw new IllegalArgumentException(
                    "there is no switcher '" + name + "'; available: " + byName.keySet());
        }
        return switcher;
    }

    private void stop() {
        if (scheduler != null) {
            registration.unregister();
            scheduler.close();
            scheduler = null;
            chosen = null;
        }
    }

    @Override
    public void modifiedService(
            ServiceReference<ContextSwitcher> reference, ContextSwitcher switcher) {
        // A change of ranking takes effect at the next start.
    }

    @Override
    public synchronized void removedService(
            ServiceReference<ContextSwitcher> reference, ContextSwitcher switcher) {
        byName.remove(switcher.name());
        if (reference.equals(chosen)) {
            stop();
        }
        context.ungetService(reference);
    }
}
