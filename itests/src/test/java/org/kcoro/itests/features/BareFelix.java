// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.features;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** A Felix framework with nothing in it but the bundles that it is given. */
final class BareFelix implements AutoCloseable {

    private static final int STOP_MILLIS = 60_000;

    private final Framework framework;
    private final List<String> faults = new ArrayList<>();

    /** Installs the bundles in their order, then starts them in that order. */
    BareFelix(Path folder, List<Coordinates> bundles) throws BundleException {
        this(folder, bundles, Map.of());
    }

    /** The same, with framework properties besides those that are needed. */
    BareFelix(Path folder, List<Coordinates> bundles, Map<String, String> settings)
            throws BundleException {
        Map<String, String> properties = new HashMap<>(settings);
        properties.put(Constants.FRAMEWORK_STORAGE, folder.resolve("framework").toString());
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "jdk.internal.vm");
        properties.put("kcoro.socket", folder.resolve("s").toString());
        framework =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(properties);
        framework.start();
        BundleContext context = framework.getBundleContext();
        List<Bundle> installed = new ArrayList<>();
        for (Coordinates bundle : bundles) {
            installed.add(
                    context.installBundle(bundle.in(FeatureFiles.REPOSITORY).toUri().toString()));
        }
        for (Bundle bundle : installed) {
            if (isFragment(bundle)) {
                continue;
            }
            try {
                bundle.start();
            } catch (BundleException e) {
                faults.add(bundle.getSymbolicName() + " does not start: " + e.getMessage());
            }
        }
    }

    /** It is never started, and is resolved where it fits the processor. */
    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
    }

    String version() {
        return framework.getVersion().toString();
    }

    /** What keeps this from being a working container, in words; waits for nothing. */
    List<String> faults(List<String> services) {
        List<String> all = new ArrayList<>(faults);
        for (Bundle bundle : framework.getBundleContext().getBundles()) {
            if (!isFragment(bundle) && bundle.getState() != Bundle.ACTIVE) {
                all.add(bundle.getSymbolicName() + " is not active");
            }
        }
        for (String service : services) {
            if (reference(service) == null) {
                all.add("there is no service " + service);
            }
        }
        return all;
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /** Whether a bundle is there that programs may use, though none of ours does. */
    boolean has(String bundle) {
        return Stream.of(context().getBundles())
                .anyMatch(each -> each.getSymbolicName().equals(bundle));
    }

    /** Whether a bundle uses a service. */
    boolean uses(String bundle, String service) {
        ServiceReference<?> reference = reference(service);
        return reference != null
                && reference.getUsingBundles() != null
                && Stream.of(reference.getUsingBundles())
                        .anyMatch(user -> user.getSymbolicName().equals(bundle));
    }

    /** A service of any class loader. */
    ServiceReference<?> reference(String service) {
        try {
            ServiceReference<?>[] found =
                    framework.getBundleContext().getAllServiceReferences(service, null);
            return found == null ? null : found[0];
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws BundleException {
        framework.stop();
        try {
            framework.waitForStop(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
