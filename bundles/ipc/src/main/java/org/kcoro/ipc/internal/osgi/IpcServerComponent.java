// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal.osgi;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.kcoro.channels.Channels;
import org.kcoro.ipc.IpcServer;
import org.kcoro.ipc.IpcServerBuilder;
import org.kcoro.ipc.Transport;
import org.kcoro.ipc.internal.UnixStreamTransport;
import org.kcoro.ipc.internal.linux.UnixSeqpacketTransport;
import org.kcoro.port.Settings;
import org.kcoro.scheduler.Scheduler;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Runs the bridge where a socket is set, and registers it as a service once it listens. Each
 * factory configuration makes a bridge of its own.
 */
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
            @Reference Channels channels,
            @Reference(
                            target =
                                    "("
                                            + Transport.NAME_PROPERTY
                                            + "="
                                            + UnixStreamTransport.NAME
                                            + ")")
                    Transport unixStream,
            @Reference(
                            target =
                                    "("
                                            + Transport.NAME_PROPERTY
                                            + "="
                                            + UnixSeqpacketTransport.NAME
                                            + ")")
                    Transport unixSeqpacket,
            IpcServerConfiguration configuration) {
        Settings settings = settings(configuration, context);
        server = builder(settings).channels(channels).build(scheduler);
        String socket = settings.text("socket", null);
        if (socket == null) {
            return;
        }
        try {
            listen(
                    List.of(unixStream, unixSeqpacket),
                    settings.text("transport", unixStream.name()),
                    socket);
            registration = context.registerService(IpcServer.class, server, null);
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(Level.ERROR, "the bridge does not listen: {0}", e.getMessage());
            closeServer();
        }
    }

    /** Limits that cannot be used are logged, and those of the defaults hold. */
    private static IpcServerBuilder builder(Settings settings) {
        try {
            return IpcServer.builder().settings(settings);
        } catch (IllegalArgumentException e) {
            LOG.log(Level.ERROR, "configuration org.kcoro.ipc: {0}", e.getMessage());
            return IpcServer.builder();
        }
    }

    private static Settings settings(IpcServerConfiguration configuration, BundleContext context) {
        return Settings.of(
                Map.ofEntries(
                        Map.entry("socket", configuration.socket()),
                        Map.entry("transport", configuration.transport()),
                        Map.entry("maxConnections", configuration.maxConnections()),
                        Map.entry("maxChannels", configuration.maxChannels()),
                        Map.entry("maxChannelsPerPeer", configuration.maxChannelsPerPeer()),
                        Map.entry("maxFrameBytes", configuration.maxFrameBytes()),
                        Map.entry("maxRequests", configuration.maxRequests()),
                        Map.entry("maxRequestsPerPeer", configuration.maxRequestsPerPeer()),
                        Map.entry("maxRequestBytes", configuration.maxRequestBytes()),
                        Map.entry("maxRequestBytesPerPeer", configuration.maxRequestBytesPerPeer()),
                        Map.entry("ipcDrainMillis", configuration.ipcDrainMillis()),
                        Map.entry("allowedUsers", configuration.allowedUsers()),
                        Map.entry("allowedGroups", configuration.allowedGroups())),
                context::getProperty);
    }

    /** The first transport takes the path, each further one the path with a dot and its name. */
    private void listen(List<Transport> available, String names, String socket) throws IOException {
        List<Transport> chosen = new ArrayList<>();
        for (String name : Stream.of(names.split(",")).map(String::strip).toList()) {
            chosen.add(find(available, name));
        }
        for (Transport transport : chosen) {
            String path = transport == chosen.get(0) ? socket : socket + "." + transport.name();
            server.listen(transport, Path.of(path));
        }
    }

    private static Transport find(List<Transport> available, String name) {
        return available.stream()
                .filter(transport -> transport.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "setting transport (kcoro.transport) names '"
                                                + name
                                                + "'; available: "
                                                + available.stream()
                                                        .map(Transport::name)
                                                        .collect(Collectors.joining(", "))));
    }

    @Deactivate
    void deactivate() {
        if (registration != null) {
            registration.unregister();
        }
        closeServer();
    }

    private void closeServer() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the bridge failed to close", e);
        }
    }
}
