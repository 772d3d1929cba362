// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.structure;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.JUnitException;
import org.kcoro.itests.structure.internal.Hidden;
import org.opentest4j.AssertionFailedError;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The structure of the house, and for each rule a planted fault that it finds. */
class StructureIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Each third-party jar of the distribution, with its licence. */
    private static final Map<String, String> LICENCES =
            Map.ofEntries(
                    Map.entry("org.apache.felix.framework", "Apache-2.0"),
                    Map.entry("org.apache.felix.scr", "Apache-2.0"),
                    Map.entry("org.apache.felix.configadmin", "Apache-2.0"),
                    Map.entry("org.apache.felix.metatype", "Apache-2.0"),
                    Map.entry("org.apache.felix.log", "Apache-2.0"),
                    Map.entry("org.osgi.service.component", "Apache-2.0"),
                    Map.entry("org.osgi.util.promise", "Apache-2.0"),
                    Map.entry("org.osgi.util.function", "Apache-2.0"),
                    Map.entry("picocli", "Apache-2.0"),
                    Map.entry("jackson-core", "Apache-2.0"),
                    Map.entry("progressbar", "MIT"),
                    Map.entry("jline-terminal", "BSD-3-Clause"),
                    Map.entry("jline-native", "BSD-3-Clause"));

    @TempDir Path folder;

    @Test
    void aBundleImportsOnlyBundlesListedBeforeIt() throws IOException {
        House house = House.read(ROOT);
        assertTrue(house.bundles().size() >= 11, house::toString);
        assertEquals(List.of(), Rules.order(house));

        List<House.Bundle> upsideDown = new ArrayList<>(house.bundles());
        Collections.reverse(upsideDown);
        List<String> broken = Rules.order(new House(upsideDown));
        assertTrue(
                broken.contains("org.kcoro.channels requires module org.kcoro.scheduler"),
                broken::toString);
        assertTrue(
                broken.contains("org.kcoro.channels imports package org.kcoro.scheduler"),
                broken::toString);
    }

    @Test
    void manifestAndModuleAgree() throws IOException {
        House house = House.read(ROOT);
        for (House.Bundle bundle : house.bundles()) {
            assertEquals(List.of(), Rules.agreement(bundle));
        }

        House.Bundle good = house.bundles().get(0);
        Manifest planted = new Manifest();
        Attributes attributes = planted.getMainAttributes();
        attributes.putValue("Bundle-SymbolicName", "another");
        attributes.putValue("Export-Package", "org.kcoro.port.internal");
        attributes.putValue("Created-By", "somebody");
        List<String> broken =
                Rules.agreement(
                        new House.Bundle(
                                good.artifactId(), good.jar(), good.descriptor(), planted));
        assertEquals(6, broken.size(), broken::toString);
    }

    @Test
    void noPublicTypeShowsAnInternalOne() throws Exception {
        House house = House.read(ROOT);
        List<URL> jars = new ArrayList<>();
        for (House.Bundle bundle : house.bundles()) {
            jars.add(bundle.jar().toUri().toURL());
        }
        // What the kits of org.kcoro.testkit extend.
        for (Class<?> ofJUnit :
                List.of(Test.class, AssertionFailedError.class, JUnitException.class)) {
            jars.add(ofJUnit.getProtectionDomain().getCodeSource().getLocation());
        }
        int checked = 0;
        try (URLClassLoader loader =
                new URLClassLoader(
                        jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            for (House.Bundle bundle : house.bundles()) {
                for (String name : exportedClasses(bundle)) {
                    assertEquals(List.of(), Rules.signatures(loader.loadClass(name)));
                    checked++;
                }
            }
        }
        assertTrue(checked > 30, "checked " + checked);

        assertFalse(Rules.signatures(ShowsByMethod.class).isEmpty());
        assertFalse(Rules.signatures(ShowsByTypeArgument.class).isEmpty());
    }

    private static List<String> exportedClasses(House.Bundle bundle) throws IOException {
        try (JarFile jar = new JarFile(bundle.jar().toFile())) {
            return jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class") && name.contains("/"))
                    .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
                    .filter(name -> !name.endsWith("package-info"))
                    .filter(
                            name ->
                                    bundle.packages("Export-Package")
                                            .containsKey(name.substring(0, name.lastIndexOf('.'))))
                    .toList();
        }
    }

    /** A planted fault. */
    public interface ShowsByMethod {
        Hidden hidden();
    }

    /** A planted fault. */
    public interface ShowsByTypeArgument {
        void take(List<Hidden> hidden);
    }

    @Test
    void everyFileNamesItsLicence() throws IOException {
        int checked = 0;
        List<Path> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(ROOT)) {
            walk.filter(Files::isRegularFile).filter(StructureIT::isOurs).forEach(files::add);
        }
        for (Path file : files) {
            assertEquals(List.of(), Rules.header(file));
            checked++;
        }
        assertTrue(checked > 150, "checked " + checked);

        Path bare = Files.writeString(folder.resolve("Bare.java"), "package bare;\n");
        assertFalse(Rules.header(bare).isEmpty());
        Path pom = Files.writeString(folder.resolve("pom.xml"), "<project/>\n");
        assertFalse(Rules.header(pom).isEmpty());
    }

    private static boolean isOurs(Path file) {
        String path = ROOT.relativize(file).toString();
        if (path.contains("target/") || path.startsWith(".git/")) {
            return false;
        }
        String name = file.getFileName().toString();
        return name.endsWith(".java")
                || name.equals("pom.xml")
                || name.endsWith(".sh")
                || name.endsWith(".properties")
                || name.endsWith(".S")
                || name.endsWith(".c")
                || name.endsWith(".h")
                || name.equals("rebuild")
                || path.equals("kcoro")
                || path.equals("distribution/src/main/dist/bin/kcoro")
                || (path.startsWith(".ci/") && !name.contains("."));
    }

    @Test
    void everyDependencyIsUnderALicenceOnTheList() throws IOException {
        int checked = 0;
        for (String place : List.of("lib", "bundles")) {
            try (Stream<Path> jars =
                    Files.list(ROOT.resolve("distribution/target/kcoro").resolve(place))) {
                for (Path jar : (Iterable<Path>) jars::iterator) {
                    String name = jar.getFileName().toString();
                    if (name.endsWith(".jar")) {
                        assertEquals(List.of(), Rules.licence(name, LICENCES));
                        checked++;
                    }
                }
            }
        }
        assertTrue(checked >= 20, "checked " + checked);

        assertFalse(Rules.licence("copyleft.jar", LICENCES).isEmpty());
    }
}
