// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

/** The distribution's bundles in a plain Felix. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContainerIT {

    @TempDir Path storage;

    private Framework framework;

    @BeforeEach
    void start() throws Exception {
        framework =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(
                                Map.of(
                                        Constants.FRAMEWORK_STORAGE,
                                        storage.resolve("bundles").toString(),
                                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                                        "jdk.internal.vm",
                                        "kcoro.socket",
                                        storage.resolve("s").toString()));
        framework.start();
        List<Bundle> bundles = new ArrayList<>();
        try (Stream<Path> jars = Files.list(KcoroProcess.DISTRIBUTION.resolve("bundles"))) {
            for (Path jar : (Iterable<Path>) jars.sorted()::iterator) {
                bundles.add(framework.getBundleContext().installBundle(jar.toUri().toString()));
            }
        }
        for (Bundle bundle : bundles) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(0);
    }

    private List<ServiceReference<?>> services(String type) throws Exception {
        ServiceReference<?>[] found =
                framework.getBundleContext().getAllServiceReferences(type, null);
        return found == null ? List.of() : List.of(found);
    }

    private Bundle bundle(String name) {
        return Stream.of(framework.getBundleContext().getBundles())
                .filter(b -> b.getSymbolicName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void allBundlesAreActiveAndMeetInTheServiceRegistry() throws Exception {
        for (Bundle bundle : framework.getBundleContext().getBundles()) {
            assertEquals(Bundle.ACTIVE, bundle.getState(), bundle::toString);
        }
        assertEquals(1, services("org.kcoro.port.Port").size());
        assertEquals(
                List.of("virtual-thread", "continuation", "jdk"),
                services("org.kcoro.switcher.ContextSwitcher").stream()
                        .sorted(java.util.Comparator.reverseOrder())
                        .map(reference -> reference.getProperty("kcoro.switcher"))
                        .toList());
        ServiceReference<?> scheduler = services("org.kcoro.scheduler.Scheduler").get(0);
        assertEquals("virtual-thread", scheduler.getProperty("kcoro.switcher"));
        assertEquals(1, services("org.kcoro.ipc.Transport").size());
        assertNotNull(services("org.kcoro.ipc.IpcServer").get(0));
    }

    @Test
    void aStructuralServiceThatLeavesAndComesBackTakesTheOthersAlong() throws Exception {
        Bundle switcher = bundle("org.kcoro.switcher");
        switcher.stop();
        assertEquals(List.of(), services("org.kcoro.scheduler.Scheduler"));
        assertEquals(List.of(), services("org.kcoro.ipc.IpcServer"));
        switcher.start();
        assertEquals(1, services("org.kcoro.scheduler.Scheduler").size());
        assertEquals(1, services("org.kcoro.ipc.IpcServer").size());
    }
}
