// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal.osgi;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;

import org.kcoro.port.Settings;
import org.kcoro.switcher.NativeCoroutines;
import org.kcoro.switcher.NativeCoroutinesBuilder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Registers native coroutines where they work in this JVM, for each bundle its own: when the bundle
 * stops, its coroutines are closed.
 */
@Component(service = {})
public final class NativeCoroutinesComponent implements ServiceFactory<NativeCoroutines> {

    private static final System.Logger LOG = System.getLogger("org.kcoro.switcher");

    private final NativeCoroutinesBuilder builder;
    private final ServiceRegistration<?> registration;

    @Activate
    public NativeCoroutinesComponent(BundleContext context) {
        Settings settings = Settings.of(Map.of(), context::getProperty);
        builder = NativeCoroutines.builder().settings(settings);
        Optional<String> absence = NativeCoroutines.absence();
        absence.ifPresent(
                reason -> LOG.log(Level.INFO, "native coroutines are absent: {0}", reason));
        registration =
                absence.isPresent()
                        ? null
                        : context.registerService(NativeCoroutines.class, this, null);
    }

    @Override
    public NativeCoroutines getService(
            Bundle bundle, ServiceRegistration<NativeCoroutines> registration) {
        return builder.build();
    }

    @Override
    public void ungetService(
            Bundle bundle,
            ServiceRegistration<NativeCoroutines> registration,
            NativeCoroutines service) {
        service.close();
    }

    @Deactivate
    void deactivate() {
        if (registration != null) {
            registration.unregister();
        }
    }
}
