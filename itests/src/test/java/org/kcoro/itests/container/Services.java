// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** The services of a container, as tests ask for them and wait for them. */
final class Services {

    /** Only so that a test that waits in vain does not hang the build. */
    private static final long PATIENCE_SECONDS = 60;

    /** How many of each structural service a container of the distribution with a socket has. */
    private static final Map<String, Integer> STRUCTURE =
            new TreeMap<>(
                    Map.of(
                            "org.kcoro.port.Port", 1,
                            "org.kcoro.switcher.ContextSwitcher", 3,
                            "org.kcoro.scheduler.Scheduler", 1,
                            "org.kcoro.ipc.Transport", 1,
                            "org.kcoro.ipc.IpcServer", 1));

    private Services() {}

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

    /** Waits for a service that meets a condition. The caller's bundle uses it from then on. */
    static <S> S await(BundleContext context, Class<S> type, Predicate<S> condition)
            throws Exception {
        CompletableFuture<S> found = new CompletableFuture<>();
        ServiceTracker<S, S> tracker =
                new ServiceTracker<>(context, type, null) {
                    @Override
                    public S addingService(ServiceReference<S> reference) {
                        S service = super.addingService(reference);
                        modifiedService(reference, service);
                        return service;
                    }

                    @Override
                    public void modifiedService(ServiceReference<S> reference, S service) {
                        if (service != null && condition.test(service)) {
                            // Once more, for the tracker gives its use back.
                            found.complete(context.getService(reference));
                        }
                    }
                };
        return await(tracker, found, "no such " + type.getName());
    }

    /** Waits until there is no service of a type. */
    static void awaitNone(BundleContext context, Class<?> type) throws Exception {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        ServiceTracker<Object, Object> tracker =
                new ServiceTracker<>(context, type.getName(), null) {
                    @Override
                    public void removedService(ServiceReference<Object> reference, Object service) {
                        super.removedService(reference, service);
                        complete();
                    }

                    private void complete() {
                        if (all(context, type.getName()).isEmpty()) {
                            gone.complete(null);
                        }
                    }

                    @Override
                    public void open() {
                        super.open();
                        complete();
                    }
                };
        await(tracker, gone, "still there: " + type.getName());
    }

    private static <T> T await(
            ServiceTracker<?, ?> tracker, CompletableFuture<T> future, String complaint)
            throws Exception {
        tracker.open();
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(complaint + " after " + PATIENCE_SECONDS + " seconds", e);
        } finally {
            tracker.close();
        }
    }
}
