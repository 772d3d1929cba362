// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.itests.container.guest.Guest;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A bundle that stops with live coroutines: they are cancelled and reported, and it can go. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BundleStopIT {

    /** Collections until a class loader is given up as held. */
    private static final int COLLECTIONS = 100;

    private static final int WAIT_MILLIS = 50;

    @TempDir Path folder;

    /** Notes what the scheduler logs. */
    private static final class Log extends Handler implements AutoCloseable {

        private final Logger logger = Logger.getLogger("org.kcoro.scheduler");
        private final Queue<String> messages = new ConcurrentLinkedQueue<>();

        Log() {
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord record) {
            messages.add(new SimpleFormatter().formatMessage(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }

    private Path guestJar() throws Exception {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", "guest");
        attributes.putValue("Bundle-Activator", Guest.class.getName());
        attributes.putValue(
                "Import-Package",
                "org.kcoro.channels,org.kcoro.scheduler,org.kcoro.port,org.kcoro.switcher,"
                        + "org.osgi.framework");
        Path jar = folder.resolve("guest.jar");
        String path = Guest.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file, manifest);
                InputStream code = Guest.class.getClassLoader().getResourceAsStream(path)) {
            entries.putNextEntry(new JarEntry(path));
            code.transferTo(entries);
        }
        return jar;
    }

    private PlainFramework start(String switcher) throws Exception {
        return PlainFramework.start(folder.resolve("storage"), Map.of("kcoro.switcher", switcher));
    }

    /** Uninstalls a bundle and forgets its classes, as an update would. */
    private static void remove(PlainFramework framework, Bundle bundle) throws Exception {
        bundle.uninstall();
        CountDownLatch refreshed = new CountDownLatch(1);
        framework
                .context()
                .getBundle(0)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> refreshed.countDown());
        refreshed.await();
    }

    private static boolean isCollected(
            WeakReference<ClassLoader> loader, ReferenceQueue<ClassLoader> collected)
            throws InterruptedException {
        for (int i = 0; i < COLLECTIONS && !loader.refersTo(null); i++) {
            System.gc();
            collected.remove(WAIT_MILLIS);
        }
        return loader.refersTo(null);
    }

    private static WeakReference<ClassLoader> loaderOf(
            Bundle bundle, ReferenceQueue<ClassLoader> queue) {
        return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader(), queue);
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtual-thread", "continuation", "jdk"})
    void itsCoroutinesAreCancelledAndReportedAndItsClassesGo(String switcher) throws Exception {
        ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
        try (Log log = new Log();
                PlainFramework framework = start(switcher)) {
            PlainFramework.startAll(framework.install(Distribution.jars()));
            Bundle guest = framework.install(List.of(guestJar())).get(0);
            guest.start();
            WeakReference<ClassLoader> loader = loaderOf(guest, collected);
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
            remove(framework, guest);
            assertTrue(isCollected(loader, collected), "its class loader is held");
        }
    }

    /** The check notices a class loader that somebody holds. */
    @Test
    void oneThatIsHeldIsNoticed() throws Exception {
        ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
        try (PlainFramework framework = start("virtual-thread")) {
            PlainFramework.startAll(framework.install(Distribution.jars()));
            Bundle guest = framework.install(List.of(guestJar())).get(0);
            guest.start();
            ClassLoader held = guest.adapt(BundleWiring.class).getClassLoader();
            WeakReference<ClassLoader> loader = loaderOf(guest, collected);
            remove(framework, guest);
            for (int i = 0; i < 3; i++) {
                System.gc();
            }
            assertFalse(loader.refersTo(null), "it is held by " + held);
        }
    }
}
