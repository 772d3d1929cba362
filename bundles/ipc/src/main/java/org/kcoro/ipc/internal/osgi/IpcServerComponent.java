// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal.osgi;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
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

    private final BundleContext context;
    private final Settings settings;
    private final IpcServer server;

    /** The socket of each transport that is wanted, by its name, in their order. */
    private final Map<String, Path> sockets;

    // Guarded by this.
    private final List<Transport> transports = new ArrayList<>();
    private final Map<String, Transport> listening = new HashMap<>();
    private boolean active;
    private boolean published;
    private ServiceRegistration<IpcServer> registration;

    @Activate
    public IpcServerComponent(
            BundleContext context,
            @Reference Scheduler scheduler,
            @Reference Channels channels,
            IpcServerConfiguration configuration) {
        this.context = context;
        settings = settings(configuration, context);
        server = builder(settings).channels(channels).build(scheduler);
        sockets = sockets();
    }

    /** The first transport takes the path, each further one the path with a dot and its name. */
    private Map<String, Path> sockets() {
        Map<String, Path> sockets = new LinkedHashMap<>();
        String socket = settings.text("socket", null);
        if (socket == null) {
            return sockets;
        }
        for (String each : settings.text("transport", UnixStreamTransport.NAME).split(",")) {
            String name = each.strip();
            sockets.put(name, Path.of(sockets.isEmpty() ? socket : socket + "." + name));
        }
        return sockets;
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

    // Transports, which come and go.

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeTransport")
    void addTransport(Transport transport) {
        synchronized (this) {
            transports.add(transport);
            if (!active) {
                return;
            }
        }
        listenOrLog(transport);
        publish();
    }

    private void listenOrLog(Transport transport) {
        try {
            listen(transport);
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    Level.ERROR,
                    "the bridge does not listen by transport {0}: {1}",
                    transport.name(),
                    e.getMessage());
        }
    }

    /** Ends what has come by it, before it goes. */
    void removeTransport(Transport transport) {
        String name = transport.name();
        List<Transport> left;
        synchronized (this) {
            transports.remove(transport);
            if (!listening.remove(name, transport)) {
                return;
            }
            left = List.copyOf(transports);
        }
        LOG.log(Level.INFO, "transport {0} goes: the bridge closes its socket", name);
        publish();
        stopListening(name);
        // One of the same name may have waited.
        left.stream().filter(other -> other.name().equals(name)).forEach(this::listenOrLog);
        publish();
    }

    private void stopListening(String name) {
        try {
            server.stopListening(sockets.get(name));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the socket of transport " + name + " failed to close", e);
        }
    }

    @Activate
    void activate() {
        List<Transport> present;
        synchronized (this) {
            active = true;
            present = List.copyOf(transports);
        }
        try {
            for (Transport transport : present) {
                listen(transport);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "the bridge does not listen: {0}", e.getMessage());
            deactivate();
            return;
        }
        publish();
        List<String> missing = new ArrayList<>(sockets.keySet());
        // Those of this bundle come in a moment, in whatever order it starts.
        missing.removeAll(List.of(UnixStreamTransport.NAME, UnixSeqpacketTransport.NAME));
        present.forEach(transport -> missing.remove(transport.name()));
        if (!missing.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "setting transport (kcoro.transport) names {0}, which is not there; the bridge"
                            + " listens by it when it comes. Available: {1}",
                    String.join(", ", missing),
                    present.stream().map(Transport::name).collect(Collectors.joining(", ")));
        }
    }

    private void listen(Transport transport) throws IOException {
        String name = transport.name();
        Path socket = sockets.get(name);
        synchronized (this) {
            if (socket == null || listening.putIfAbsent(name, transport) != null) {
                return;
            }
        }
        try {
            server.listen(transport, socket);
        } catch (IOException | RuntimeException e) {
            synchronized (this) {
                listening.remove(name, transport);
            }
            throw e;
        }
        boolean gone;
        synchronized (this) {
            gone = listening.get(name) != transport;
        }
        if (gone) {
            stopListening(name);
        }
    }

    /** The service is there from when all transports listen until none does. */
    private void publish() {
        ServiceRegistration<IpcServer> ended = null;
        boolean begins;
        synchronized (this) {
            begins =
                    !published
                            && !listening.isEmpty()
                            && listening.keySet().containsAll(sockets.keySet());
            if (begins) {
                published = true;
            } else if (published && listening.isEmpty()) {
                published = false;
                ended = registration;
                registration = null;
            }
        }
        // Outside locks, for listeners run in it.
        if (begins) {
            ended = registered(context.registerService(IpcServer.class, server, null));
        }
        if (ended != null) {
            ended.unregister();
        }
    }

    /** Notes the service; answers it where it must go at once. */
    private synchronized ServiceRegistration<IpcServer> registered(
            ServiceRegistration<IpcServer> begun) {
        if (!published) {
            return begun;
        }
        registration = begun;
        return null;
    }

    @Deactivate
    void deactivate() {
        synchronized (this) {
            active = false;
            // What is unbound after this has no socket any more.
            listening.clear();
        }
        publish();
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
