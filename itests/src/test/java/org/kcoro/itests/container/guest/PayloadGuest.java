// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container.guest;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.kcoro.zref.Backends;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.DescriptorSpec;
import org.kcoro.zref.PoolRegion;
import org.kcoro.zref.Regions;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * The activator of a bundle that a test makes: it has a region and a channel with a payload of it,
 * and leaves them alone when it is stopped.
 */
public final class PayloadGuest implements BundleActivator {

    /** What it has made. */
    public static final List<Object> MADE = new CopyOnWriteArrayList<>();

    @Override
    public void start(BundleContext context) throws InterruptedException {
        Regions regions = context.getService(context.getServiceReference(Regions.class));
        Backends backends = context.getService(context.getServiceReference(Backends.class));
        PoolRegion pool = regions.pool("guest-pool").blocks(64, 4).build();
        DescriptorChannel channel = backends.bind(DescriptorSpec.unlimited("guest-payloads"));
        Descriptor payload = new Descriptor();
        pool.allocate(8, payload);
        channel.send(payload);
        MADE.addAll(List.of(pool, channel));
    }

    @Override
    public void stop(BundleContext context) {
        // Its services are given back by the framework, as a careless bundle's are.
    }
}
