// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every bundle of kcoro, alone with what it requires and nothing else, resolves and starts. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EachBundleAloneIT {

    @TempDir static Path shelfStorage;

    /** A framework where all bundles are resolved and none is started: it tells who needs whom. */
    private static PlainFramework shelf;

    @TempDir Path storage;

    @BeforeAll
    static void fillTheShelf() throws Exception {
        shelf = PlainFramework.start(shelfStorage, Map.of());
        shelf.install(Distribution.bundles());
        assertTrue(
                shelf.context()
                        .getBundle()
                        .adapt(FrameworkWiring.class)
                        .resolveBundles(shelf.bundles()));
    }

    @AfterAll
    static void clearTheShelf() throws Exception {
        shelf.close();
    }

    static List<String> ours() throws IOException {
        List<String> ours = Distribution.ours();
        assertTrue(ours.size() >= 9, ours::toString);
        return ours;
    }

    /** The jars of a bundle and of all that it requires, by symbolic names; nothing optional. */
    private static Map<String, Path> required(String name) {
        Map<String, Path> required = new TreeMap<>();
        Deque<Bundle> open = new ArrayDeque<>();
        open.add(
                shelf.bundles().stream()
                        .filter(bundle -> bundle.getSymbolicName().equals(name))
                        .findFirst()
                        .orElseThrow());
        while (!open.isEmpty()) {
            Bundle bundle = open.remove();
            Path jar = Path.of(java.net.URI.create(bundle.getLocation()));
            if (required.put(bundle.getSymbolicName(), jar) == null) {
                for (BundleWire wire : bundle.adapt(BundleWiring.class).getRequiredWires(null)) {
                    Bundle provider = wire.getProvider().getBundle();
                    boolean optional =
                            Constants.RESOLUTION_OPTIONAL.equals(
                                    wire.getRequirement()
                                            .getDirectives()
                                            .get(Constants.RESOLUTION_DIRECTIVE));
                    if (!optional && provider.getBundleId() != Constants.SYSTEM_BUNDLE_ID) {
                        open.add(provider);
                    }
                }
            }
        }
        return required;
    }

    private void startAlone(Map<String, Path> jars) throws Exception {
        try (PlainFramework framework = PlainFramework.start(storage, Map.of())) {
            PlainFramework.startAll(framework.install(List.copyOf(jars.values())));
            List<String> inactive = new ArrayList<>();
            for (Bundle bundle : framework.bundles()) {
                if (bundle.getState() != Bundle.ACTIVE) {
                    inactive.add(bundle.toString());
                }
            }
            assertEquals(List.of(), inactive);
        }
    }

    @ParameterizedTest
    @MethodSource("ours")
    void resolvesAndStarts(String name) throws Exception {
        startAlone(required(name));
    }

    /** What is found is what is needed, and what is not there is named. */
    @Test
    void withoutOneOfThemItDoesNotStart() throws Exception {
        Map<String, Path> jars = required("org.kcoro.ipc");
        assertTrue(jars.remove("org.kcoro.channels") != null, jars::toString);
        BundleException missing = assertThrows(BundleException.class, () -> startAlone(jars));
        assertTrue(missing.getMessage().contains("org.kcoro.channels"), missing::getMessage);
    }
}
