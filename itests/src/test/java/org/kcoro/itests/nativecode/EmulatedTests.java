// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.nativecode;

import java.util.ArrayList;
import java.util.List;

import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes in this JVM; {@code EmulationIT} starts it on another processor. */
public final class EmulatedTests implements TestExecutionListener {

    private int succeeded;
    private int failed;

    private EmulatedTests() {}

    /** Runs the classes of these names; says how many tests passed, and what failed. */
    public static void main(String[] classes) {
        List<DiscoverySelector> selectors = new ArrayList<>();
        for (String name : classes) {
            selectors.add(DiscoverySelectors.selectClass(name));
        }
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request().selectors(selectors).build();
        EmulatedTests listener = new EmulatedTests();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(request, listener);
        System.out.println(
                System.getProperty("os.arch")
                        + ": "
                        + listener.succeeded
                        + " passed, "
                        + listener.failed
                        + " failed");
        System.exit(listener.failed == 0 ? 0 : 1);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
            failed++;
            System.out.println(test.getUniqueId());
            result.getThrowable().ifPresent(thrown -> thrown.printStackTrace(System.out));
        } else if (test.isTest()) {
            succeeded++;
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        failed++;
        System.out.println(test.getUniqueId() + " was skipped: " + reason);
    }
}
