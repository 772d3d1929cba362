// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.itests.container.guest.Guest;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A bundle that stops with live coroutines: they are cancelled and reported, and it can go. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BundleStopIT {

    @TempDir Path folder;

    private PlainFramework start(String switcher) throws Exception {
        return PlainFramework.start(folder.resolve("storage"), Map.of("kcoro.switcher", switcher));
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtual-thread", "continuation", "jdk"})
    void itsCoroutinesAreCancelledAndReportedAndItsClassesGo(String switcher) throws Exception {
        ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
        try (Guests.Log log = new Guests.Log("org.kcoro.scheduler");
                PlainFramework framework = start(switcher)) {
            PlainFramework.startAll(framework.install(Distribution.jars()));
            Bundle guest =
                    framework.install(List.of(Guests.jar(folder, "guest", Guest.class))).get(0);
            guest.start();
            WeakReference<ClassLoader> loader = Guests.loaderOf(guest, collected);
            guest.stop();

            String report =
                    log.messages.stream()
                            .filter(message -> message.contains("guest"))
                            .findFirst()
                            .orElseThrow();
            for (String name :
                    List.of("guest-receives", "guest-sleeps", "guest-receives-in-time")) {
                assertTrue(report.contains("coroutine " + name + " #"), report);
            }
            assertEquals(
                    List.of(),
                    log.messages.stream().filter(m -> m.contains("has not ended")).toList());
            Guests.remove(framework.context(), guest);
            assertTrue(Guests.isCollected(loader, collected), "its class loader is held");
        }
    }

    /** The check notices a class loader that somebody holds. */
    @Test
    void oneThatIsHeldIsNoticed() throws Exception {
        ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
        try (PlainFramework framework = start("virtual-thread")) {
            PlainFramework.startAll(framework.install(Distribution.jars()));
            Bundle guest =
                    framework.install(List.of(Guests.jar(folder, "guest", Guest.class))).get(0);
            guest.start();
            ClassLoader held = guest.adapt(BundleWiring.class).getClassLoader();
            WeakReference<ClassLoader> loader = Guests.loaderOf(guest, collected);
            Guests.remove(framework.context(), guest);
            for (int i = 0; i < 3; i++) {
                System.gc();
            }
            assertFalse(loader.refersTo(null), "it is held by " + held);
        }
    }
}
