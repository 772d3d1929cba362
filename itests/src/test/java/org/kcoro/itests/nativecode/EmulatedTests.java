// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.nativecode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs tests in this JVM, but those with the tag {@code heavy}; {@code EmulationIT} starts it on
 * another processor.
 */
public final class EmulatedTests implements TestExecutionListener {

    private static final TestTag HEAVY = TestTag.create("heavy");

    private final Set<String> leftOut = new TreeSet<>();
    private int succeeded;
    private int failed;

    private EmulatedTests() {}

    /**
     * Runs the classes and methods of these names, and all those in a folder; says how many tests
     * passed, what failed, and what was left out.
     */
    public static void main(String[] names) {
        List<DiscoverySelector> selectors = new ArrayList<>();
        for (String name : names) {
            if (name.startsWith("/")) {
                selectors.addAll(DiscoverySelectors.selectClasspathRoots(Set.of(Path.of(name))));
            } else if (name.contains("#")) {
                selectors.add(DiscoverySelectors.selectMethod(name));
            } else {
                selectors.add(DiscoverySelectors.selectClass(name));
            }
        }
        EmulatedTests tests = new EmulatedTests();
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectors)
                        .filters((PostDiscoveryFilter) tests::isLight)
                        .build();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(request, tests);
        for (String name : tests.leftOut) {
            System.out.println("left out, for it is heavy: " + name);
        }
        System.out.println(
                System.getProperty("os.arch")
                        + ": "
                        + tests.succeeded
                        + " passed, "
                        + tests.failed
                        + " failed");
        System.exit(tests.failed == 0 ? 0 : 1);
    }

    private FilterResult isLight(TestDescriptor test) {
        if (!test.getTags().contains(HEAVY)) {
            return FilterResult.included("light");
        }
        if (test.getSource().orElse(null) instanceof ClassSource type) {
            leftOut.add(type.getClassName());
        } else if (test.getSource().orElse(null) instanceof MethodSource method) {
            leftOut.add(method.getClassName());
        }
        return FilterResult.excluded("heavy");
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
