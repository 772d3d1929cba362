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

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** Bundles of one class, their activator, which tests make, stop and remove. */
final class Guests {

    /** Collections until a class loader is given up as held. */
    private static final int COLLECTIONS = 100;

    private static final int WAIT_MILLIS = 50;

    private Guests() {}

    /** Notes what a logger of kcoro logs. */
    static final class Log extends Handler implements AutoCloseable {

        final Queue<String> messages = new ConcurrentLinkedQueue<>();
        private final Logger logger;

        Log(String name) {
            logger = Logger.getLogger(name);
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

    /** The jar of a bundle that uses channels, payloads, transports and the scheduler. */
    static Path jar(Path folder, String name, Class<? extends BundleActivator> activator)
            throws Exception {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", name);
        attributes.putValue("Bundle-Activator", activator.getName());
        attributes.putValue(
                "Import-Package",
                "org.kcoro.channels,org.kcoro.ipc,org.kcoro.scheduler,org.kcoro.port,"
                        + "org.kcoro.switcher,org.kcoro.zref,org.osgi.framework");
        Path jar = folder.resolve(name + ".jar");
        String path = activator.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file, manifest);
                InputStream code = activator.getClassLoader().getResourceAsStream(path)) {
            entries.putNextEntry(new JarEntry(path));
            code.transferTo(entries);
        }
        return jar;
    }

    /** Uninstalls a bundle and forgets its classes, as an update would. */
    static void remove(BundleContext context, Bundle bundle) throws Exception {
        bundle.uninstall();
        CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(0)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> refreshed.countDown());
        refreshed.await();
    }

    static WeakReference<ClassLoader> loaderOf(Bundle bundle, ReferenceQueue<ClassLoader> queue) {
        return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader(), queue);
    }

    static boolean isCollected(
            WeakReference<ClassLoader> loader, ReferenceQueue<ClassLoader> collected)
            throws InterruptedException {
        for (int i = 0; i < COLLECTIONS && !loader.refersTo(null); i++) {
            System.gc();
            collected.remove(WAIT_MILLIS);
        }
        return loader.refersTo(null);
    }
}
