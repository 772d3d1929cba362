// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.features;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureService;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Reads the generated files: which bundles does a feature name, in which order? */
final class FeatureFiles {

    private static final Path MODULE = Path.of("../features/target").toAbsolutePath().normalize();

    /** The Karaf feature repository. */
    static final Path KARAF = MODULE.resolve("features/features.xml");

    /** The bundles of all features, laid out as a Maven repository. */
    static final Path REPOSITORY = MODULE.resolve("repository");

    private FeatureFiles() {}

    /** Reads OSGi feature JSON, as Felix's Feature Service does. */
    static Feature osgi(String name) throws IOException {
        FeatureService service = ServiceLoader.load(FeatureService.class).findFirst().orElseThrow();
        try (Reader reader =
                Files.newBufferedReader(MODULE.resolve("features/" + name + ".json"))) {
            return service.readFeature(reader);
        }
    }

    static List<Coordinates> bundles(Feature feature) {
        return feature.getBundles().stream()
                .map(bundle -> bundle.getID())
                .map(id -> new Coordinates(id.getGroupId(), id.getArtifactId(), id.getVersion()))
                .toList();
    }

    /** The bundles of a Karaf feature: first those of the features it depends on, once each. */
    static List<Coordinates> karaf(String name)
            throws IOException, ParserConfigurationException, SAXException {
        Document document =
                DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(KARAF.toFile());
        Set<Coordinates> bundles = new LinkedHashSet<>();
        collect(document.getDocumentElement(), name, bundles);
        return List.copyOf(bundles);
    }

    private static void collect(Element repository, String name, Set<Coordinates> bundles) {
        Element feature =
                children(repository, "feature").stream()
                        .filter(element -> element.getAttribute("name").equals(name))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no feature " + name));
        for (Element dependency : children(feature, "feature")) {
            collect(repository, dependency.getTextContent(), bundles);
        }
        for (Element bundle : children(feature, "bundle")) {
            bundles.add(Coordinates.ofUrl(bundle.getTextContent()));
        }
    }

    private static List<Element> children(Element parent, String tag) {
        List<Element> children = new ArrayList<>();
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element && nodes.item(i).getNodeName().equals(tag)) {
                children.add((Element) nodes.item(i));
            }
        }
        return children;
    }
}
