// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal.osgi;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import org.kcoro.ipc.IpcServer;
import org.kcoro.ipc.Transport;
import org.kcoro.ipc.internal.UnixStreamTransport;
import org.kcoro.port.Settings;
import org.kcoro.scheduler.Scheduler;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Runs the bridge where a socket is set, and registers it as a service once it listens. */
@Component(
        service = {},
        configurationPid = "org.kcoro.ipc")
@Designate(ocd = IpcServerConfiguration.class)
public final class IpcServerComponent {

    private static final System.Logger LOG = System.getLogger("org.kcoro.ipc");

    private final IpcServer server;
    private ServiceRegistration<IpcServer> registration;

    @Activate
    public IpcServerComponent(
            BundleContext context,
            @Reference Scheduler scheduler,
            @Reference(
                            target =
                                    "("
                                            + Transport.NAME_PROPERTY
                                            + "="
                                            + UnixStreamTransport.NAME
                                            + ")")
                    Transport unixStream,
            IpcServerConfiguration configuration) {
        Settings settings =
                Settings.of(
                        Map.of(
                                "socket",
                                configuration.socket(),
                                "transport",
                                configuration.transport()),
                        context::getProperty);
        server = IpcServer.create(scheduler);
        String socket = settings.text("socket", null);
        if (socket == null) {
            return;
        }
        try {
            listen(unixStream, settings.text("transport", unixStream.name()), socket);
            registration = context.registerService(IpcServer.class, server, null);
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(Level.ERROR, "the bridge does not listen: {0}", e.getMessage());
        }
    }

    private void listen(Transport available, String names, String socket) throws IOException {
        for (String name : Stream.of(names.split(",")).map(String::strip).toList()) {
            if (!name.equals(available.name())) {
                throw new IllegalArgumentException(
                        "setting transport (kcoro.transport) names '"
                                + name
                                + "'; available: "
                                + available.name());
            }
        }
        server.listen(available, Path.of(socket));
    }

    @Deactivate
    void deactivate() throws IOException {
        if (registration != null) {
            registration.unregister();
        }
        server.close();
    }
}
