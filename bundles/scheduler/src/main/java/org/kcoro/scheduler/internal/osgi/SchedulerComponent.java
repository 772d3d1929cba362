// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal.osgi;

import java.util.Map;

import org.kcoro.port.Port;
import org.kcoro.port.Settings;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.switcher.ContextSwitcher;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Runs one scheduler as a service, on the switcher that the settings name or on the best. It keeps
 * that switcher for its life; another one is taken at the next start.
 */
@Component(
        service = {},
        configurationPid = "org.kcoro.scheduler")
@Designate(ocd = SchedulerConfiguration.class)
public final class SchedulerComponent
        implements ServiceTrackerCustomizer<ContextSwitcher, ContextSwitcher> {

    private final BundleContext context;
    private final Port port;
    private final Settings settings;
    private final ServiceTracker<ContextSwitcher, ContextSwitcher> switchers;

    private ServiceReference<ContextSwitcher> chosen;
    private Scheduler scheduler;
    private ServiceRegistration<Scheduler> registration;

    @Activate
    public SchedulerComponent(
            BundleContext context, @Reference Port port, SchedulerConfiguration configuration)
            throws InvalidSyntaxException {
        this.context = context;
        this.port = port;
        settings =
                Settings.of(
                        Map.of(
                                "workers",
                                configuration.workers() == 0 ? "" : configuration.workers(),
                                "switcher",
                                configuration.switcher()),
                        context::getProperty);
        String name = settings.text("switcher", null);
        String filter = "(" + Constants.OBJECTCLASS + "=" + ContextSwitcher.class.getName() + ")";
        if (name != null) {
            filter = "(&" + filter + "(" + ContextSwitcher.NAME_PROPERTY + "=" + name + "))";
        }
        switchers = new ServiceTracker<>(context, context.createFilter(filter), this);
        switchers.open();
    }

    @Deactivate
    void deactivate() {
        switchers.close();
    }

    @Override
    public synchronized ContextSwitcher addingService(ServiceReference<ContextSwitcher> reference) {
        // Switchers are registered best first.
        if (scheduler != null) {
            return null;
        }
        ContextSwitcher switcher = context.getService(reference);
        chosen = reference;
        scheduler = Scheduler.builder().port(port).settings(settings).switcher(switcher).build();
        registration =
                context.registerService(
                        Scheduler.class,
                        scheduler,
                        FrameworkUtil.asDictionary(
                                Map.of(ContextSwitcher.NAME_PROPERTY, switcher.name())));
        return switcher;
    }

    @Override
    public void modifiedService(
            ServiceReference<ContextSwitcher> reference, ContextSwitcher switcher) {
        // A change of ranking takes effect at the next start.
    }

    @Override
    public synchronized void removedService(
            ServiceReference<ContextSwitcher> reference, ContextSwitcher switcher) {
        if (reference.equals(chosen)) {
            registration.unregister();
            scheduler.close();
            scheduler = null;
            context.ungetService(reference);
        }
    }
}
