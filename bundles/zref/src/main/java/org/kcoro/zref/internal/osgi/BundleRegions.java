// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal.osgi;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.kcoro.zref.Regions;
import org.kcoro.zref.RegionsBuilder;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/**
 * Gives each bundle regions of its own. When it stops, or gives the service back, they are
 * unregistered, after its channels, which may hold leases of them. A region that others have leases
 * of then is left to them; it is ended later, when another bundle gets or gives back its regions.
 */
final class BundleRegions implements ServiceFactory<Regions> {

    private static final System.Logger LOG = System.getLogger("org.kcoro.zref");

    private final BundleBackends backends;

    // Guarded by this.
    private final List<Regions> left = new ArrayList<>();

    // Replaced as a whole.
    private volatile RegionsBuilder builder;
    private volatile Duration patience;

    BundleRegions(BundleBackends backends, RegionsBuilder builder, Duration patience) {
        this.backends = backends;
        this.builder = builder;
        this.patience = patience;
    }

    /** Changes the settings of what is made and ended from now on. */
    void modified(RegionsBuilder newBuilder, Duration newPatience) {
        builder = newBuilder;
        patience = newPatience;
    }

    @Override
    public Regions getService(Bundle bundle, ServiceRegistration<Regions> registration) {
        endLeft();
        return builder.build();
    }

    @Override
    public void ungetService(
            Bundle bundle, ServiceRegistration<Regions> registration, Regions regions) {
        endLeft();
        backends.end(bundle);
        List<IllegalStateException> failures = regions.drain(patience);
        for (IllegalStateException failure : failures) {
            LOG.log(
                    Level.WARNING,
                    "bundle {0} has stopped, and a region of it is still in use: {1}",
                    bundle.getSymbolicName(),
                    failure.getMessage());
        }
        if (!failures.isEmpty()) {
            synchronized (this) {
                left.add(regions);
            }
        }
    }

    /** Ends regions of bundles that have gone, as far as nobody has leases of them any more. */
    synchronized void endLeft() {
        left.removeIf(regions -> regions.drain(Duration.ZERO).isEmpty());
    }
}
