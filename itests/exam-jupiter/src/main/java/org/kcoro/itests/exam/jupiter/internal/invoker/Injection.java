// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.exam.jupiter.internal.invoker;

import org.ops4j.pax.exam.util.Injector;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/** Fills the fields of a test, by Exam's injector. */
public final class Injection {

    private Injection() {}

    /**
     * Fills the fields with {@link javax.inject.Inject} with services.
     *
     * @throws IllegalStateException when there is no injector
     */
    public static void injectFields(Object test) {
        BundleContext context = FrameworkUtil.getBundle(Injection.class).getBundleContext();
        ServiceReference<Injector> reference = context.getServiceReference(Injector.class);
        if (reference == null) {
            throw new IllegalStateException("bundle org.ops4j.pax.exam.inject is not active");
        }
        try {
            context.getService(reference).injectFields(test);
        } finally {
            context.ungetService(reference);
        }
    }
}
