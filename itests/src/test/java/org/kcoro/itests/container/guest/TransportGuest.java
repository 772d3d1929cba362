// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container.guest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Hashtable;

import org.kcoro.ipc.Transport;
import org.kcoro.ipc.TransportConnection;
import org.kcoro.ipc.TransportListener;
import org.kcoro.scheduler.Scheduler;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** The activator of a bundle that a test makes: it is a transport while it is active. */
public final class TransportGuest implements BundleActivator, Transport {

    private final Transport sockets = Transport.unixStream();

    @Override
    public void start(BundleContext context) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Transport.NAME_PROPERTY, name());
        context.registerService(Transport.class, this, properties);
    }

    @Override
    public void stop(BundleContext context) {
        // Its service is taken back by the framework, as a careless bundle's is.
    }

    @Override
    public String name() {
        return "guest";
    }

    @Override
    public TransportListener listen(Scheduler scheduler, Path path) throws IOException {
        return sockets.listen(scheduler, path);
    }

    @Override
    public TransportConnection connect(Scheduler scheduler, Path path) throws IOException {
        return sockets.connect(scheduler, path);
    }
}
