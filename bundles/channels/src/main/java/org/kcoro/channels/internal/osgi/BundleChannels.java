// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal.osgi;

import org.kcoro.channels.Channels;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/**
 * Gives each bundle a registry of its own on the same names. When a bundle stops, or gives the
 * service back, its channels are drained, and what is left is cancelled and logged.
 */
final class BundleChannels implements ServiceFactory<Channels> {

    private final Channels whole;

    BundleChannels(Channels whole) {
        this.whole = whole;
    }

    @Override
    public Channels getService(Bundle bundle, ServiceRegistration<Channels> registration) {
        return whole.share(bundle.getSymbolicName());
    }

    @Override
    public void ungetService(
            Bundle bundle, ServiceRegistration<Channels> registration, Channels share) {
        share.close();
    }
}
