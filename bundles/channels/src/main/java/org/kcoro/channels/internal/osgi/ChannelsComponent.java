// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal.osgi;

import java.lang.System.Logger.Level;
import java.util.Map;

import org.kcoro.channels.Channels;
import org.kcoro.channels.internal.ChannelRegistry;
import org.kcoro.channels.internal.RegistrySettings;
import org.kcoro.port.Port;
import org.kcoro.port.Settings;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** The registry of channels as a service. Its settings change while it runs. */
@Component(
        service = {},
        configurationPid = "org.kcoro.channels")
@Designate(ocd = ChannelsConfiguration.class)
public final class ChannelsComponent {

    private static final System.Logger LOG = System.getLogger("org.kcoro.channels");

    private final BundleContext context;
    private final ChannelRegistry channels;
    private final ServiceRegistration<Channels> registration;

    @Activate
    public ChannelsComponent(
            BundleContext context, @Reference Port port, ChannelsConfiguration configuration) {
        this.context = context;
        channels =
                new ChannelRegistry(
                        context.getBundle().getSymbolicName(),
                        settings(configuration, RegistrySettings.DEFAULTS),
                        port);
        registration = context.registerService(Channels.class, new BundleChannels(channels), null);
    }

    /**
     * @param otherwise what counts where a setting cannot be used, which is logged
     */
    private RegistrySettings settings(
            ChannelsConfiguration configuration, RegistrySettings otherwise) {
        Map<String, Object> properties =
                Map.of(
                        "drainMillis",
                        unlessBelow(0, configuration.drainMillis()),
                        "metrics",
                        configuration.metrics(),
                        "metricsCapacity",
                        unlessBelow(1, configuration.metricsCapacity()),
                        "metricsOperations",
                        unlessBelow(1, configuration.metricsOperations()),
                        "metricsMillis",
                        unlessBelow(0, configuration.metricsMillis()));
        try {
            return RegistrySettings.DEFAULTS.with(Settings.of(properties, context::getProperty));
        } catch (IllegalArgumentException e) {
            LOG.log(Level.ERROR, "configuration org.kcoro.channels: {0}", e.getMessage());
            return otherwise;
        }
    }

    private static Object unlessBelow(int minimum, int value) {
        return value < minimum ? "" : value;
    }

    @Modified
    void modified(ChannelsConfiguration configuration) {
        channels.reconfigure(settings(configuration, channels.settings()));
    }

    @Deactivate
    void deactivate() {
        registration.unregister();
        channels.close();
    }
}
