// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * A Felix framework with the bundles of the distribution. Between it and the launcher there are no
 * types but the JDK's and OSGi's.
 */
final class Container implements AutoCloseable {

    private static final long START_SECONDS = 30;
    private static final int STOP_MILLIS = 20_000;

    private final Path home;
    private final Framework framework;
    private final StartUpFailure failure = new StartUpFailure();
    private final List<Bundle> bundles = new ArrayList<>();

    private Container(Path home, Path storage, Map<String, String> settings) throws IOException {
        this.home = home;
        Map<String, String> properties = new HashMap<>();
        Properties configured = new Properties();
        try (Reader reader =
                Files.newBufferedReader(home.resolve("conf").resolve("framework.properties"))) {
            configured.load(reader);
        }
        configured.forEach((name, value) -> properties.put(name.toString(), value.toString()));
        properties.putAll(settings);
        properties.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        properties.put("kcoro.home", home.toString());
        framework =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow(() -> new IOException("there is no OSGi framework in " + home))
                        .newFramework(properties);
    }

    /**
     * Starts a container: installs and starts all bundles.
     *
     * @param home the distribution folder
     * @param storage a folder for the framework's own files
     * @param settings framework properties besides those of {@code conf/framework.properties}
     * @throws BundleException when a bundle does not start, naming it and the reason
     */
    static Container start(Path home, Path storage, Map<String, String> settings)
            throws BundleException, IOException {
        Container container = new Container(home, storage, settings);
        try {
            container.startAll();
            return container;
        } catch (BundleException | IOException | RuntimeException e) {
            container.close();
            throw e;
        }
    }

    private void startAll() throws BundleException, IOException {
        framework.init();
        BundleContext context = framework.getBundleContext();
        try (Stream<Path> jars = Files.list(home.resolve("bundles"))) {
            for (Path jar : (Iterable<Path>) jars.sorted()::iterator) {
                bundles.add(context.installBundle(jar.toUri().toString()));
            }
        }
        framework.start();
        for (Bundle bundle : bundles) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
                requireActive(bundle);
            }
        }
    }

    private static void requireActive(Bundle bundle) throws BundleException {
        if (bundle.getState() != Bundle.ACTIVE) {
            throw new BundleException(
                    "bundle " + bundle.getSymbolicName() + " is not active after its start");
        }
    }

    /** How many bundles are active: all but fragments, or {@link #start} has failed. */
    long activeBundles() {
        return bundles.stream().filter(bundle -> bundle.getState() == Bundle.ACTIVE).count();
    }

    /** The framework's name and version, such as {@code Apache Felix 7.0.5}. */
    String name() {
        return "Apache Felix " + framework.getVersion();
    }

    /**
     * Waits for a service.
     *
     * @param type the name of its type
     * @param filter an LDAP filter, or null
     * @throws IOException when a bundle has said why the service will not come, or it does not come
     */
    ServiceReference<?> await(String type, String filter) throws IOException, InterruptedException {
        CompletableFuture<ServiceReference<?>> found = new CompletableFuture<>();
        BundleContext context = framework.getBundleContext();
        String typeFilter = "(" + Constants.OBJECTCLASS + "=" + type + ")";
        String whole = filter == null ? typeFilter : "(&" + typeFilter + filter + ")";
        ServiceListener listener =
                event -> {
                    if (event.getType() == ServiceEvent.REGISTERED) {
                        found.complete(event.getServiceReference());
                    }
                };
        try {
            context.addServiceListener(listener, whole);
            ServiceReference<?>[] there = context.getAllServiceReferences(null, whole);
            if (there != null) {
                found.complete(there[0]);
            }
            failure.whenLogged(message -> found.completeExceptionally(new IOException(message)));
            return found.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException(
                    "there is no service "
                            + whole
                            + " after "
                            + START_SECONDS
                            + " seconds; bundles that are not active: "
                            + Stream.of(context.getBundles())
                                    .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                                    .map(Bundle::getSymbolicName)
                                    .collect(Collectors.joining(", ", "[", "]")),
                    e);
        } finally {
            failure.close();
            context.removeServiceListener(listener);
        }
    }

    /** The object of a service. */
    Object service(ServiceReference<?> reference) {
        return framework.getBundleContext().getService(reference);
    }

    /** Waits until the framework has stopped. */
    void awaitStop() throws InterruptedException {
        framework.waitForStop(0);
    }

    @Override
    public void close() throws BundleException {
        failure.close();
        framework.stop();
        try {
            framework.waitForStop(STOP_MILLIS);
        } catch (InterruptedException e) {
            // Whoever waits no longer goes on; the framework stops all the same.
            Thread.currentThread().interrupt();
        }
    }
}
