// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.exam.jupiter.internal.driver;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Manifest;
import java.util.stream.Stream;

import org.kcoro.itests.exam.jupiter.internal.invoker.JupiterProbeInvokerFactory;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestContainerException;
import org.osgi.framework.Constants;

import static org.ops4j.pax.exam.Constants.EXAM_FAIL_ON_UNRESOLVED_KEY;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.vmOption;

/** What every container needs to run tests. Its bundles are jars of the driver's class path. */
final class Provision {

    private static final List<String> BUNDLES =
            List.of(
                    "slf4j.api",
                    "org.opentest4j",
                    "junit-platform-commons",
                    "junit-platform-engine",
                    "junit-platform-launcher",
                    "junit-jupiter-api",
                    "junit-jupiter-params",
                    "junit-jupiter-engine",
                    "jakarta.inject.jakarta.inject-api",
                    "org.ops4j.base.lang",
                    "org.ops4j.pax.swissbox.core",
                    "org.ops4j.pax.swissbox.extender",
                    "org.ops4j.pax.swissbox.lifecycle",
                    "org.ops4j.pax.swissbox.tracker",
                    "org.ops4j.pax.exam.inject",
                    "org.ops4j.pax.exam.extender.service",
                    "org.kcoro.itests.exam.jupiter");

    private static final List<String> FRAGMENTS = List.of("slf4j.jdk14");

    /** In the process of the driver, the framework exports these from the class path. */
    private static final List<String> FORKED_BUNDLES =
            List.of(
                    "org.ops4j.base.exec",
                    "org.ops4j.base.io",
                    "org.ops4j.base.monitors",
                    "org.ops4j.base.store",
                    "org.ops4j.base.util.property",
                    "org.ops4j.pax.exam");

    private Provision() {}

    static Option[] options(boolean forked) throws IOException {
        Map<String, URL> jars = bundlesOfClassPath();
        List<Option> options = new ArrayList<>();
        // Else a probe is installed beside what does not resolve, and waits in vain.
        options.add(systemProperty(EXAM_FAIL_ON_UNRESOLVED_KEY).value("true"));
        options.add(systemProperty("pax.exam.invoker").value(JupiterProbeInvokerFactory.DRIVER));
        for (String name : FRAGMENTS) {
            options.add(bundle(jar(jars, name)).noStart());
        }
        for (String name : BUNDLES) {
            options.add(bundle(jar(jars, name)));
        }
        if (forked) {
            for (String name : FORKED_BUNDLES) {
                options.add(bundle(jar(jars, name)));
            }
            accessOfThisJvm().forEach(flag -> options.add(vmOption(flag)));
        }
        return options.toArray(Option[]::new);
    }

    private static String jar(Map<String, URL> jars, String name) {
        URL jar = jars.get(name);
        if (jar == null) {
            throw new TestContainerException(
                    "bundle " + name + " is not on the class path; there are " + jars.keySet());
        }
        return jar.toString();
    }

    private static Map<String, URL> bundlesOfClassPath() throws IOException {
        Map<String, URL> jars = new HashMap<>();
        for (URL url :
                Collections.list(
                        Provision.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
            if (url.openConnection() instanceof JarURLConnection connection) {
                try (InputStream stream = url.openStream()) {
                    String name =
                            new Manifest(stream)
                                    .getMainAttributes()
                                    .getValue(Constants.BUNDLE_SYMBOLICNAME);
                    if (name != null) {
                        jars.putIfAbsent(name.split(";")[0].strip(), connection.getJarFileURL());
                    }
                }
            }
        }
        return jars;
    }

    /** What this JVM was allowed is allowed to the forked one. */
    private static List<String> accessOfThisJvm() {
        List<String> given = ManagementFactory.getRuntimeMXBean().getInputArguments();
        return given.stream()
                .filter(
                        argument ->
                                Stream.of(
                                                "--add-exports",
                                                "--add-opens",
                                                "--enable-native-access",
                                                "--sun-misc-unsafe-memory-access")
                                        .anyMatch(argument::startsWith))
                .toList();
    }
}
