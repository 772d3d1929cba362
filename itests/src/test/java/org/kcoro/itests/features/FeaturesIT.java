// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.features;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;

import org.apache.karaf.features.FeaturesNamespaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.service.feature.Feature;
import org.xml.sax.SAXException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The generated feature files: what they name starts, is complete, and is what we distribute. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FeaturesIT {

    private static final String SCHEDULER = "org.kcoro.scheduler.Scheduler";
    private static final String BRIDGE = "org.kcoro.ipc.IpcServer";
    private static final List<String> SERVICES =
            List.of(
                    SCHEDULER,
                    "org.osgi.service.cm.ConfigurationAdmin",
                    "org.osgi.service.metatype.MetaTypeService");
    private static final Path DISTRIBUTED =
            Path.of("../distribution/target/kcoro/bundles").toAbsolutePath().normalize();

    @TempDir Path folder;

    /** What keeps bundles from being the feature {@code kcoro-ipc}. */
    private List<String> faultsOfBridge(List<Coordinates> bundles) throws Exception {
        try (BareFelix felix = new BareFelix(folder, bundles)) {
            List<String> faults = new ArrayList<>(felix.faults(SERVICES));
            if (felix.reference(BRIDGE) == null) {
                faults.add("the bridge does not listen");
            }
            if (!felix.uses("org.kcoro.adapter.host", SCHEDULER)) {
                faults.add("nothing hosts adapters");
            }
            if (!felix.has("org.kcoro.actors")) {
                faults.add("programs find no actors");
            }
            if (!felix.has("org.kcoro.zref")) {
                faults.add("programs find no regions");
            }
            if (felix.reference("org.kcoro.switcher.NativeCoroutines") == null) {
                faults.add("there is no native switcher");
            }
            return faults;
        }
    }

    @Test
    void kcoroAsOsgiFeatureStartsInABareFelix() throws Exception {
        startsWithoutABridge(FeatureFiles.bundles(FeatureFiles.osgi("kcoro")));
    }

    @Test
    void kcoroAsKarafFeatureStartsInABareFelix() throws Exception {
        startsWithoutABridge(FeatureFiles.karaf("kcoro"));
    }

    private void startsWithoutABridge(List<Coordinates> bundles) throws Exception {
        try (BareFelix felix = new BareFelix(folder, bundles)) {
            assertEquals("7.0.5", felix.version());
            assertEquals(List.of(), felix.faults(SERVICES));
            assertNull(felix.reference(BRIDGE));
        }
    }

    @Test
    void theBridgeAsOsgiFeatureStartsInABareFelix() throws Exception {
        assertEquals(
                List.of(), faultsOfBridge(FeatureFiles.bundles(FeatureFiles.osgi("kcoro-ipc"))));
    }

    @Test
    void theBridgeAsKarafFeatureStartsInABareFelix() throws Exception {
        assertEquals(List.of(), faultsOfBridge(FeatureFiles.karaf("kcoro-ipc")));
    }

    @Test
    void theOrderOfTheListIsNotNeeded() throws Exception {
        List<Coordinates> bundles = new ArrayList<>(FeatureFiles.karaf("kcoro-ipc"));
        Collections.reverse(bundles);
        assertEquals(List.of(), faultsOfBridge(bundles));
    }

    /** Without the fragment of another processor, which nobody can miss here. */
    static List<Coordinates> bundlesOfBridge() throws Exception {
        String other =
                System.getProperty("os.arch").equals("aarch64")
                        ? "org.kcoro.switcher.x86_64"
                        : "org.kcoro.switcher.arm64";
        return FeatureFiles.karaf("kcoro-ipc").stream()
                .filter(bundle -> !bundle.artifactId().equals(other))
                .toList();
    }

    /** A planted fault: each bundle in turn is removed from the list, and is missed. */
    @ParameterizedTest
    @MethodSource("bundlesOfBridge")
    void aBundleThatIsNotOnTheListIsMissed(Coordinates missing) throws Exception {
        List<Coordinates> bundles = new ArrayList<>(FeatureFiles.karaf("kcoro-ipc"));
        bundles.remove(missing);
        assertFalse(faultsOfBridge(bundles).isEmpty(), () -> "nobody misses " + missing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kcoro", "kcoro-ipc", "kcoro-demo"})
    void bothFormatsSayTheSame(String name) throws Exception {
        Feature feature = FeatureFiles.osgi(name);
        List<Coordinates> bundles = FeatureFiles.bundles(feature);
        assertEquals(FeatureFiles.karaf(name), bundles);
        assertEquals(bundles.size(), new HashSet<>(bundles).size());
        assertEquals(name, feature.getName().orElse(null));
        assertEquals(name, feature.getID().getClassifier().orElse(null));
        assertFalse(feature.getDescription().orElse("").isBlank());
        assertTrue(feature.isComplete());
    }

    @Test
    void theDistributionHasTheBundlesOfItsFeatureAndNoOther() throws Exception {
        Set<String> distributed;
        try (Stream<Path> jars = Files.list(DISTRIBUTED)) {
            distributed =
                    jars.map(jar -> jar.getFileName().toString())
                            .collect(Collectors.toCollection(TreeSet::new));
        }
        Set<String> named = new TreeSet<>();
        for (Coordinates bundle : FeatureFiles.bundles(FeatureFiles.osgi("kcoro-demo"))) {
            String jar = bundle.artifactId() + ".jar";
            named.add(jar);
            assertEquals(
                    -1,
                    Files.mismatch(bundle.in(FeatureFiles.REPOSITORY), DISTRIBUTED.resolve(jar)),
                    jar);
        }
        assertEquals(named, distributed);
    }

    @Test
    void theKarafRepositoryKeepsToItsSchema() throws Exception {
        Schema schema =
                SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                        .newSchema(
                                FeaturesNamespaces.class.getResource(
                                        "/org/apache/karaf/features/karaf-features-1.6.0.xsd"));
        String repository = Files.readString(FeatureFiles.KARAF);
        schema.newValidator().validate(new StreamSource(new StringReader(repository)));

        String planted = repository.replaceFirst("<bundle dependency", "<bundle needed");
        assertThrows(
                SAXException.class,
                () -> schema.newValidator().validate(new StreamSource(new StringReader(planted))));
    }
}
