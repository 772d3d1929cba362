// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.container;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** A Felix framework for tests of how bundles come into one, where Exam would be in the way. */
final class PlainFramework implements AutoCloseable {

    private final Framework framework;

    private PlainFramework(Framework framework) {
        this.framework = framework;
    }

    /** Starts a framework with what its storage holds. */
    static PlainFramework start(Path storage, Map<String, String> properties)
            throws BundleException {
        Map<String, String> all = new HashMap<>(properties);
        all.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        all.put("ds.loglevel", "warn");
        all.merge(
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                Distribution.PACKAGE_OF_THE_JDK,
                (given, ours) -> given + "," + ours);
        Framework framework =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(all);
        framework.start();
        return new PlainFramework(framework);
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /** All bundles but the framework's own. */
    List<Bundle> bundles() {
        List<Bundle> bundles = new ArrayList<>(List.of(context().getBundles()));
        bundles.remove(0);
        return bundles;
    }

    /** Installs jars in their order. */
    List<Bundle> install(List<Path> jars) throws BundleException {
        List<Bundle> installed = new ArrayList<>();
        for (Path jar : jars) {
            installed.add(context().installBundle(jar.toUri().toString()));
        }
        return installed;
    }

    /** Starts bundles in their order, except fragments. */
    static void startAll(List<Bundle> bundles) throws BundleException {
        for (Bundle bundle : withoutFragments(bundles)) {
            bundle.start();
        }
    }

    /** Those that can be started and stopped. */
    static List<Bundle> withoutFragments(List<Bundle> bundles) {
        return bundles.stream()
                .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .toList();
    }

    @Override
    public void close() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(0);
    }
}
