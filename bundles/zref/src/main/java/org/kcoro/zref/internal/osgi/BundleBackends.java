// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal.osgi;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.kcoro.zref.Backends;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/**
 * Gives each bundle a registry of its own on the same backends. When a bundle stops, or gives the
 * service back, what it has bound is drained, and what is left is cancelled and logged.
 */
final class BundleBackends implements ServiceFactory<Backends> {

    private final Backends whole;
    private final Map<Bundle, Backends> shares = new ConcurrentHashMap<>();

    BundleBackends(Backends whole) {
        this.whole = whole;
    }

    @Override
    public Backends getService(Bundle bundle, ServiceRegistration<Backends> registration) {
        Backends share = whole.share(bundle.getSymbolicName());
        shares.put(bundle, share);
        return share;
    }

    @Override
    public void ungetService(
            Bundle bundle, ServiceRegistration<Backends> registration, Backends share) {
        shares.remove(bundle, share);
        share.close();
    }

    /** Ends what a bundle has bound, for payloads in it are leases of its regions. */
    void end(Bundle bundle) {
        Backends share = shares.get(bundle);
        if (share != null) {
            share.close();
        }
    }
}
