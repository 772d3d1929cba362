// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal.osgi;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.kcoro.port.Settings;
import org.kcoro.scheduler.NativeRequestHandler;
import org.kcoro.zref.BackendRegistration;
import org.kcoro.zref.Backends;
import org.kcoro.zref.NativePayloads;
import org.kcoro.zref.Regions;
import org.kcoro.zref.RegionsBuilder;
import org.kcoro.zref.ZeroCopyBackend;
import org.kcoro.zref.internal.BackendRegistry;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Regions and backends as services. Backends are a whiteboard: each service is registered under its
 * ranking while it is there.
 */
@Component(
        service = {},
        configurationPid = "org.kcoro.zref")
@Designate(ocd = ZrefConfiguration.class)
public final class ZrefComponent {

    private static final System.Logger LOG = System.getLogger("org.kcoro.zref");
    private static final int DRAIN_MILLIS = 1_000;

    private final BundleContext context;
    private final BackendRegistry backends;
    private final BundleRegions bundleRegions;
    private final ServiceRegistration<Backends> backendsService;
    private final ServiceRegistration<Regions> regionsService;
    private final ServiceRegistration<NativeRequestHandler> payloadsService;

    private final Map<ServiceReference<ZeroCopyBackend>, BackendRegistration> registrations =
            new ConcurrentHashMap<>();

    @Activate
    public ZrefComponent(BundleContext context, ZrefConfiguration configuration) {
        this.context = context;
        Settings settings = settings(configuration);
        backends = new BackendRegistry(context.getBundle().getSymbolicName(), patience(settings));
        BundleBackends bundleBackends = new BundleBackends(backends);
        bundleRegions = new BundleRegions(bundleBackends, regions(settings), patience(settings));
        backendsService = context.registerService(Backends.class, bundleBackends, null);
        regionsService = context.registerService(Regions.class, bundleRegions, null);
        payloadsService =
                context.registerService(NativeRequestHandler.class, NativePayloads.handler(), null);
    }

    private Settings settings(ZrefConfiguration configuration) {
        Map<String, Object> properties = new HashMap<>();
        if (configuration.drainMillis() >= 0) {
            properties.put("drainMillis", configuration.drainMillis());
        }
        if (configuration.leakSample() >= 0) {
            properties.put("leakSample", configuration.leakSample());
        }
        if (!configuration.regionFolder().isBlank()) {
            properties.put("regionFolder", configuration.regionFolder());
        }
        return Settings.of(properties, context::getProperty);
    }

    // What cannot be used is logged, and the default counts.

    private static Duration patience(Settings settings) {
        int millis = DRAIN_MILLIS;
        try {
            millis = settings.integer("drainMillis", DRAIN_MILLIS, 0, Integer.MAX_VALUE);
        } catch (IllegalArgumentException e) {
            logUnusable(e);
        }
        return Duration.ofMillis(millis);
    }

    private static RegionsBuilder regions(Settings settings) {
        try {
            return Regions.builder().settings(settings);
        } catch (IllegalArgumentException e) {
            logUnusable(e);
            return Regions.builder();
        }
    }

    private static void logUnusable(IllegalArgumentException e) {
        LOG.log(Level.ERROR, "configuration org.kcoro.zref: {0}", e.getMessage());
    }

    @Modified
    void modified(ZrefConfiguration configuration) {
        Settings settings = settings(configuration);
        backends.setDrainPatience(patience(settings));
        bundleRegions.modified(regions(settings), patience(settings));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addBackend(ZeroCopyBackend backend, ServiceReference<ZeroCopyBackend> reference) {
        int ranking =
                reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer set ? set : 0;
        BackendRegistration registration;
        try {
            registration = backends.register(backend, ranking);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "backend " + backend + " cannot be used", e);
            return;
        }
        registrations.put(reference, registration);
    }

    void removeBackend(ServiceReference<ZeroCopyBackend> reference) {
        BackendRegistration registration = registrations.remove(reference);
        if (registration != null) {
            registration.close();
        }
    }

    @Deactivate
    void deactivate() {
        // Each takes its services from the bundles that have them, which ends what is theirs.
        payloadsService.unregister();
        backendsService.unregister();
        regionsService.unregister();
        backends.close();
        bundleRegions.endLeft();
    }
}
