// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Changes configurations, and returns when the components have taken them. */
final class Configurations {

    /** Of nobody. */
    private static final String BARRIER = "org.kcoro.itests.barrier";

    private final BundleContext context;
    private final ConfigurationAdmin admin;

    Configurations(BundleContext context, ConfigurationAdmin admin) {
        this.context = context;
        this.admin = admin;
    }

    void set(String pid, Map<String, ?> properties) throws Exception {
        admin.getConfiguration(pid, "?").update(FrameworkUtil.asDictionary(properties));
        settle();
    }

    void delete(String... pids) throws Exception {
        for (String pid : pids) {
            admin.getConfiguration(pid, "?").delete();
        }
        settle();
    }

    /** The listeners of changes are told of one after another: when of this, then of all before. */
    private void settle() throws IOException, InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        ConfigurationListener listener =
                event -> {
                    if (event.getPid().equals(BARRIER)
                            && event.getType() == ConfigurationEvent.CM_DELETED) {
                        told.countDown();
                    }
                };
        ServiceRegistration<?> registration =
                context.registerService(ConfigurationListener.class, listener, null);
        try {
            Configuration barrier = admin.getConfiguration(BARRIER, "?");
            barrier.update(FrameworkUtil.asDictionary(Map.of("any", "thing")));
            barrier.delete();
            assertTrue(told.await(240, TimeUnit.SECONDS), "no listener was told");
        } finally {
            registration.unregister();
        }
    }
}
