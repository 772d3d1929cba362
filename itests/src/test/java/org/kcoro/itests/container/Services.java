// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The services of a container, as tests ask for them. */
final class Services {

    /** How many of each structural service a container of the distribution with a socket has. */
    private static final Map<String, Integer> STRUCTURE =
            new TreeMap<>(
                    Map.of(
                            "org.kcoro.port.Port", 1,
                            "org.kcoro.switcher.ContextSwitcher", 3,
                            "org.kcoro.scheduler.Scheduler", 1,
                            "org.kcoro.channels.Channels", 1,
                            "org.kcoro.zref.Regions", 1,
                            "org.kcoro.zref.Backends", 1,
                            "org.kcoro.ipc.Transport", 2,
                            "org.kcoro.ipc.IpcServer", 1));

    private Services() {}

    /** How many of {@link #misses} there are where nothing runs. */
    static int kinds() {
        return STRUCTURE.size();
    }

    /** All services of a type. */
    static List<ServiceReference<?>> all(BundleContext context, String type) {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(type, null);
            return found == null ? List.of() : List.of(found);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What is wrong with the structural services, in words; right is the best switcher. */
    static List<String> misses(BundleContext context) {
        List<String> misses = new ArrayList<>();
        STRUCTURE.forEach(
                (type, count) -> {
                    int found = all(context, type).size();
                    if (found != count) {
                        misses.add(found + " of " + count + " " + type);
                    }
                });
        for (ServiceReference<?> scheduler : all(context, "org.kcoro.scheduler.Scheduler")) {
            Object switcher = scheduler.getProperty("kcoro.switcher");
            if (!"virtual-thread".equals(switcher)) {
                misses.add("the scheduler runs on " + switcher);
            }
        }
        return misses;
    }
}
