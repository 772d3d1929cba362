// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.kcoro.itests.KcoroProcess;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Constants;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.systemPackage;

/** The bundles of the distribution, as the build has made them. */
public final class Distribution {

    /** The package of the JDK that the switcher "continuation" imports. */
    static final String PACKAGE_OF_THE_JDK = "jdk.internal.vm";

    private Distribution() {}

    /** Its jars, by name. */
    static List<Path> jars() throws IOException {
        try (Stream<Path> jars = Files.list(KcoroProcess.DISTRIBUTION.resolve("bundles"))) {
            return jars.sorted().toList();
        }
    }

    /** Its jars that are bundles of their own, and no fragments. */
    public static List<Path> bundles() throws IOException {
        return jars().stream().filter(jar -> !isFragment(jar)).toList();
    }

    private static boolean isFragment(Path jar) {
        return header(jar, Constants.FRAGMENT_HOST) != null;
    }

    /** A native fragment that stays unresolved here, with which Exam does not start. */
    private static boolean isForAnotherProcessor(Path jar) {
        String code = header(jar, Constants.BUNDLE_NATIVECODE);
        String ours = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86-64";
        return code != null && !code.endsWith("processor=" + ours);
    }

    private static String header(Path jar, String name) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes().getValue(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bundles of kcoro among its jars: their symbolic names. */
    static List<String> ours() throws IOException {
        return bundles().stream()
                .map(jar -> jar.getFileName().toString().replaceFirst("\\.jar$", ""))
                .filter(name -> name.startsWith("org.kcoro."))
                .toList();
    }

    /** A container like that which {@code ./kcoro} starts. */
    static Option container() throws IOException {
        return composite(
                systemPackage(PACKAGE_OF_THE_JDK),
                composite(
                        jars().stream()
                                .filter(jar -> !isForAnotherProcessor(jar))
                                .map(jar -> bundle(jar.toUri().toString()).start(!isFragment(jar)))
                                .toArray(Option[]::new)));
    }
}
