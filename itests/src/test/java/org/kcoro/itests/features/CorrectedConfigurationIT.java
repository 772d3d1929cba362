// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.features;

import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

/** A scheduler that refused its settings starts once they are corrected. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CorrectedConfigurationIT {

    private static final String SCHEDULER = "org.kcoro.scheduler.Scheduler";

    @TempDir Path folder;

    @Test
    void aCorrectedNumberOfWorkersStartsTheScheduler() throws Exception {
        try (BareFelix felix =
                new BareFelix(
                        folder, FeatureFiles.karaf("kcoro"), Map.of("kcoro.workers", "many"))) {
            assertNull(felix.reference(SCHEDULER));
            CountDownLatch registered = new CountDownLatch(1);
            // Of all class loaders: the service's type is not the one on our class path.
            AllServiceListener listener =
                    event -> {
                        if (event.getType() == ServiceEvent.REGISTERED) {
                            registered.countDown();
                        }
                    };
            felix.context()
                    .addServiceListener(
                            listener, "(" + Constants.OBJECTCLASS + "=" + SCHEDULER + ")");
            configure(felix, "org.kcoro.scheduler", new Hashtable<>(Map.of("workers", 2)));
            registered.await();
            assertNotNull(felix.reference(SCHEDULER));
        }
    }

    /** By reflection: the service's types are those of a bundle. */
    private static void configure(BareFelix felix, String pid, Dictionary<String, ?> properties)
            throws Exception {
        Object admin =
                felix.context()
                        .getService(felix.reference("org.osgi.service.cm.ConfigurationAdmin"));
        Object configuration =
                admin.getClass()
                        .getMethod("getConfiguration", String.class, String.class)
                        .invoke(admin, pid, null);
        configuration
                .getClass()
                .getMethod("update", Dictionary.class)
                .invoke(configuration, properties);
    }
}
