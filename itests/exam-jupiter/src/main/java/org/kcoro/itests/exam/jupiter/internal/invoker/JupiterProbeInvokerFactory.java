// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.exam.jupiter.internal.invoker;

import org.ops4j.pax.exam.ProbeInvoker;
import org.ops4j.pax.exam.ProbeInvokerFactory;
import org.osgi.framework.BundleContext;

/** Makes invokers that run JUnit 5 tests; chosen by the system property pax.exam.invoker. */
public final class JupiterProbeInvokerFactory implements ProbeInvokerFactory {

    /** The name by which it is chosen. */
    public static final String DRIVER = "jupiter";

    @Override
    public ProbeInvoker createProbeInvoker(Object context, String expression) {
        return new JupiterProbeInvoker(((BundleContext) context).getBundle());
    }
}
