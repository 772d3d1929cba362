// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A framework that starts again finds bundles, their state and their settings in its storage. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RestartIT {

    @TempDir Path folder;

    private final Map<String, String> properties = new HashMap<>();

    /** Leaves a storage behind, and no jar from which it came. */
    @BeforeEach
    void fillTheStorage() throws Exception {
        properties.put("kcoro.socket", folder.resolve("s").toString());
        Path source = Files.createDirectory(folder.resolve("source"));
        List<Path> copies = new ArrayList<>();
        for (Path jar : Distribution.jars()) {
            copies.add(Files.copy(jar, source.resolve(jar.getFileName().toString())));
        }
        try (PlainFramework framework = start()) {
            PlainFramework.startAll(framework.install(copies));
            assertEquals(List.of(), Services.misses(framework.context()));
        }
        for (Path copy : copies) {
            Files.delete(copy);
        }
    }

    private PlainFramework start() throws Exception {
        return PlainFramework.start(folder.resolve("storage"), properties);
    }

    @Test
    void allIsThereAgain() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (PlainFramework framework = start()) {
                assertEquals(Distribution.jars().size(), framework.bundles().size());
                for (Bundle bundle : PlainFramework.withoutFragments(framework.bundles())) {
                    assertEquals(Bundle.ACTIVE, bundle.getState(), bundle::toString);
                }
                assertEquals(List.of(), Services.misses(framework.context()));
                assertEquals("hello", Bridge.echo(folder.resolve("s"), "hello"));
            }
        }
    }

    @Test
    void aBundleThatWasStoppedStaysSo() throws Exception {
        try (PlainFramework framework = start()) {
            bundle(framework, "org.kcoro.ipc").stop();
        }
        try (PlainFramework framework = start()) {
            assertEquals(Bundle.RESOLVED, bundle(framework, "org.kcoro.ipc").getState());
            assertEquals(
                    List.of("0 of 1 org.kcoro.ipc.IpcServer", "0 of 2 org.kcoro.ipc.Transport"),
                    Services.misses(framework.context()));
        }
    }

    private static Bundle bundle(PlainFramework framework, String name) {
        return framework.bundles().stream()
                .filter(bundle -> bundle.getSymbolicName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** It was the storage: without it there is nothing. */
    @Test
    void aStorageThatWasCleanedIsFound() throws Exception {
        properties.put(
                Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        try (PlainFramework framework = start()) {
            assertEquals(List.of(), framework.bundles());
            assertEquals(Services.kinds(), Services.misses(framework.context()).size());
        }
    }
}
