// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The native switcher in a container: the fragment of this processor, and not the other one. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NativeFragmentsIT {

    private static final String SERVICE = "org.kcoro.switcher.NativeCoroutines";
    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
    private static final String OURS = "org.kcoro.switcher." + (ARM ? "arm64" : "x86_64");
    private static final String OTHER = "org.kcoro.switcher." + (ARM ? "x86_64" : "arm64");

    @TempDir Path storage;

    private PlainFramework start(List<Path> jars) throws Exception {
        PlainFramework framework = PlainFramework.start(storage, Map.of());
        PlainFramework.startAll(framework.install(jars));
        return framework;
    }

    private static Bundle bundle(PlainFramework framework, String name) {
        return framework.bundles().stream()
                .filter(bundle -> bundle.getSymbolicName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The service as a bundle gets it; by reflection, for its types are those of the bundle. */
    private static Object service(BundleContext user) throws Exception {
        ServiceReference<?>[] found = user.getAllServiceReferences(SERVICE, null);
        return user.getService(found[0]);
    }

    private static Object call(Object target, String type, String method, Object... arguments)
            throws Exception {
        for (Method each : target.getClass().getClassLoader().loadClass(type).getMethods()) {
            if (each.getName().equals(method) && each.getParameterCount() == arguments.length) {
                return each.invoke(target, arguments);
            }
        }
        throw new NoSuchMethodException(method);
    }

    /** Any function of the C library does for a body that returns without a yield. */
    private static Object open(Object service) throws Exception {
        MemorySegment labs = Linker.nativeLinker().defaultLookup().findOrThrow("labs");
        return call(service, SERVICE, "open", labs, MemorySegment.NULL);
    }

    @Test
    void theFragmentOfThisProcessorIsAttached() throws Exception {
        try (PlainFramework framework = start(Distribution.jars())) {
            assertEquals(Bundle.RESOLVED, bundle(framework, OURS).getState());
            assertEquals(Bundle.INSTALLED, bundle(framework, OTHER).getState());
            Bundle host = bundle(framework, "org.kcoro.switcher");
            assertEquals(
                    bundle(framework, OURS),
                    host.adapt(BundleWiring.class)
                            .getProvidedWires("osgi.wiring.host")
                            .get(0)
                            .getRequirer()
                            .getBundle());
            // As System.loadLibrary finds it.
            Object library = find(host, OURS.endsWith("arm64") ? "aarch64" : "x86_64");
            assertNotEquals(null, library);

            Object coroutine = open(service(framework.context()));
            String type = "org.kcoro.switcher.NativeCoroutine";
            assertTrue((long) call(coroutine, type, "resume", 0L) != 0);
            assertEquals(true, call(coroutine, type, "hasEnded"));
        }
    }

    private static Object find(Bundle host, String processor) throws Exception {
        Method find = ClassLoader.class.getDeclaredMethod("findLibrary", String.class);
        find.setAccessible(true);
        return find.invoke(
                host.adapt(BundleWiring.class).getClassLoader(), "kcoro_switcher_" + processor);
    }

    @Test
    void withoutItTheRestWorksAndItIsSaidWhy() throws Exception {
        List<Path> jars = new ArrayList<>(Distribution.jars());
        assertTrue(jars.removeIf(jar -> jar.endsWith(OURS + ".jar")));
        Logger logger = Logger.getLogger("org.kcoro.switcher");
        logger.setLevel(Level.INFO);
        try (Guests.Log log = new Guests.Log(logger.getName());
                PlainFramework framework = start(jars)) {
            assertEquals(List.of(), Services.all(framework.context(), SERVICE));
            assertEquals(
                    1, Services.all(framework.context(), "org.kcoro.scheduler.Scheduler").size());
            assertTrue(
                    log.messages.stream()
                            .anyMatch(message -> message.contains("org.kcoro:" + OURS)),
                    log.messages::toString);
        } finally {
            logger.setLevel(null);
        }
    }

    @Test
    void eachBundleHasItsOwnWhichEndWithIt() throws Exception {
        try (PlainFramework framework = start(Distribution.jars())) {
            Bundle user = bundle(framework, "org.kcoro.actors");
            Object ofUser = service(user.getBundleContext());
            assertSame(ofUser, service(user.getBundleContext()));
            assertNotSame(ofUser, service(framework.context()));
            Object coroutine = open(ofUser);
            user.stop();
            assertEquals(
                    "CLOSED",
                    call(coroutine, "org.kcoro.switcher.NativeCoroutine", "state").toString());
            assertThrows(Exception.class, () -> open(ofUser));
            open(service(framework.context()));
        }
    }
}
