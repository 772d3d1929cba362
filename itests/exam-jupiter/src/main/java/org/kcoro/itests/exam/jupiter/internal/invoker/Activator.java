// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.exam.jupiter.internal.invoker;

import java.util.Map;

import org.ops4j.pax.exam.ProbeInvokerFactory;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;

/** Registers the invoker, without Declarative Services, which a container may lack. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        context.registerService(
                ProbeInvokerFactory.class,
                new JupiterProbeInvokerFactory(),
                FrameworkUtil.asDictionary(Map.of("driver", JupiterProbeInvokerFactory.DRIVER)));
    }

    @Override
    public void stop(BundleContext context) {
        // The framework unregisters it.
    }
}
