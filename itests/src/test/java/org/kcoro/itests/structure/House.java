// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.structure;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The bundles as the build has made them, from the ground floor up. */
record House(List<Bundle> bundles) {

    /**
     * A bundle of ours.
     *
     * @param artifactId its name in the build
     * @param jar what the build has made
     * @param descriptor the module descriptor in it
     * @param manifest the manifest in it
     */
    record Bundle(String artifactId, Path jar, ModuleDescriptor descriptor, Manifest manifest) {

        /** A header of the manifest, or an empty text. */
        String header(String name) {
            String value = manifest.getMainAttributes().getValue(name);
            return value == null ? "" : value;
        }

        /**
         * The packages of a header such as Import-Package, each with its version or an empty text.
         */
        Map<String, String> packages(String header) {
            Map<String, String> packages = new TreeMap<>();
            // Commas within quotes belong to a version range or a uses directive.
            for (String clause : header(header).split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
                Matcher version = Pattern.compile(";version=\"([^\"]*)\"").matcher(clause);
                String name = clause.split(";")[0].strip();
                if (!name.isEmpty()) {
                    packages.put(name, version.find() ? version.group(1) : "");
                }
            }
            return packages;
        }
    }

    private static final Pattern MODULE =
            Pattern.compile("<module>((?:bundles|adapters)/.+|arch-.+-fragment)</module>");
    private static final Pattern ARTIFACT =
            Pattern.compile("</parent>\\s*<artifactId>(.+?)</artifactId>", Pattern.DOTALL);

    /** Reads the modules of the root POM, in its order. */
    static House read(Path root) throws IOException {
        List<Bundle> bundles = new ArrayList<>();
        Matcher modules = MODULE.matcher(Files.readString(root.resolve("pom.xml")));
        while (modules.find()) {
            Path folder = root.resolve(modules.group(1));
            Matcher artifact = ARTIFACT.matcher(Files.readString(folder.resolve("pom.xml")));
            if (!artifact.find()) {
                throw new IOException("no artifactId in " + folder);
            }
            Path jar;
            try (Stream<Path> jars = Files.list(folder.resolve("target"))) {
                jar =
                        jars.filter(path -> path.toString().endsWith("-SNAPSHOT.jar"))
                                .findFirst()
                                .orElseThrow();
            }
            try (JarFile file = new JarFile(jar.toFile())) {
                bundles.add(
                        new Bundle(
                                artifact.group(1),
                                jar,
                                ModuleFinder.of(jar).findAll().iterator().next().descriptor(),
                                file.getManifest()));
            }
        }
        return new House(bundles);
    }
}
