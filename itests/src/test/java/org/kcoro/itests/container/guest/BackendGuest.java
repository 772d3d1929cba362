// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container.guest;

import java.util.EnumSet;
import java.util.Hashtable;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.kcoro.zref.BackendCapability;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.DescriptorSpec;
import org.kcoro.zref.ZeroCopyBackend;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** The activator of a bundle that a test makes: it is a backend while it is active. */
public final class BackendGuest implements BundleActivator, ZeroCopyBackend {

    /** How many channels it has been told to let go. */
    public static final AtomicInteger LET_GO = new AtomicInteger();

    @Override
    public void start(BundleContext context) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_RANKING, 5);
        context.registerService(ZeroCopyBackend.class, this, properties);
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
    public Set<BackendCapability> capabilities() {
        return EnumSet.allOf(BackendCapability.class);
    }

    @Override
    public DescriptorChannel attach(DescriptorSpec spec) {
        return spec.open(name());
    }

    @Override
    public void detach(DescriptorChannel channel) {
        LET_GO.incrementAndGet();
    }
}
