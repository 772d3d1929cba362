// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.kcoro.itests.KcoroProcess;
import org.ops4j.pax.exam.Option;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.systemPackage;

/** The bundles of the distribution, as the build has made them. */
final class Distribution {

    /** The package of the JDK that the switcher "continuation" imports. */
    static final String PACKAGE_OF_THE_JDK = "jdk.internal.vm";

    private Distribution() {}

    /** Its jars, by name. */
    static List<Path> jars() throws IOException {
        try (Stream<Path> jars = Files.list(KcoroProcess.DISTRIBUTION.resolve("bundles"))) {
            return jars.sorted().toList();
        }
    }

    /** The bundles of kcoro among its jars: their symbolic names. */
    static List<String> ours() throws IOException {
        return jars().stream()
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
                                .map(jar -> bundle(jar.toUri().toString()))
                                .toArray(Option[]::new)));
    }
}
