// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.exam.jupiter.internal.invoker;

import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.kcoro.itests.exam.jupiter.internal.Failures;
import org.ops4j.pax.exam.ProbeInvoker;
import org.ops4j.pax.exam.TestContainerException;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** Runs tests of one probe by their unique ids. */
public final class JupiterProbeInvoker implements ProbeInvoker {

    private final Bundle probe;

    JupiterProbeInvoker(Bundle probe) {
        this.probe = probe;
    }

    /**
     * Runs a test.
     *
     * @param arguments the unique id of the test
     * @throws TestContainerException whose cause is what the test threw, or that it did not run
     */
    @Override
    public void call(Object... arguments) {
        String uniqueId = (String) arguments[0];
        Outcome outcome = new Outcome();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(probe.adapt(BundleWiring.class).getClassLoader());
        try {
            LauncherFactory.create(jupiterAlone()).execute(request(uniqueId), outcome);
        } catch (RuntimeException | Error e) {
            // Such as an id that is unknown here.
            throw new TestContainerException(Failures.portable(e));
        } finally {
            thread.setContextClassLoader(before);
        }
        outcome.failure(uniqueId)
                .ifPresent(
                        failure -> {
                            throw new TestContainerException(Failures.portable(failure));
                        });
    }

    /** Without what a ServiceLoader would find: there is one bundle for each jar of JUnit. */
    private static LauncherConfig jupiterAlone() {
        return LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .addTestEngines(new JupiterTestEngine())
                .build();
    }

    private static LauncherDiscoveryRequest request(String uniqueId) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectUniqueId(uniqueId))
                .build();
    }
}
