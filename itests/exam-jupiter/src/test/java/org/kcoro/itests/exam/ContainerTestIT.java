// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.exam;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests in a container pass, fail and are missed as they would outside. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContainerTestIT {

    /** Runs the tests of a class, as a build does; the results by display names. */
    private static Map<String, TestExecutionResult> run(Class<?> testClass) {
        Map<String, TestExecutionResult> results = new TreeMap<>();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(testClass))
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(
                                    TestIdentifier identifier, TestExecutionResult result) {
                                if (identifier.isTest() || result.getThrowable().isPresent()) {
                                    results.put(identifier.getDisplayName(), result);
                                }
                            }
                        });
        return results;
    }

    private static Throwable failure(TestExecutionResult result) {
        assertEquals(TestExecutionResult.Status.FAILED, result.getStatus(), result::toString);
        return result.getThrowable().orElseThrow();
    }

    @Test
    void whatPassesInsidePasses() {
        List<String> failed = new ArrayList<>();
        Map<String, TestExecutionResult> results = run(Fixtures.Passing.class);
        results.forEach(
                (name, result) ->
                        result.getThrowable().ifPresent(e -> failed.add(name + ": " + e)));
        assertEquals(List.of(), failed);
        // Inner has a test of the same name.
        assertEquals(
                List.of("[1] argument=3", "[2] argument=4", "isInside()"),
                List.copyOf(results.keySet()));
    }

    @Test
    void whatFailsInsideFailsWithTheOriginal() {
        Map<String, TestExecutionResult> results = run(Fixtures.Failing.class);

        AssertionFailedError assertion =
                assertInstanceOf(AssertionFailedError.class, failure(results.get("assertion()")));
        assertEquals(
                "said inside ==> expected: <expected> but was: <actual>", assertion.getMessage());
        assertEquals("actual", assertion.getActual().getValue());
        assertTrue(
                List.of(assertion.getStackTrace()).stream()
                        .anyMatch(
                                frame ->
                                        frame.getClassName()
                                                        .equals(Fixtures.Failing.class.getName())
                                                && frame.getMethodName().equals("assertion")));

        Throwable told = failure(results.get("unserializable()"));
        assertEquals(
                Fixtures.Unserializable.class.getName() + ": holds a lambda", told.getMessage());
        assertTrue(told.getCause().getMessage().contains("its cause"), told::toString);

        assertEquals(TestExecutionResult.Status.ABORTED, results.get("assumption()").getStatus());
        assertInstanceOf(
                TestAbortedException.class,
                results.get("assumption()").getThrowable().orElseThrow());
    }

    @Test
    void whatDidNotRunInsideFails() {
        Map<String, TestExecutionResult> results = run(Fixtures.Failing.class);

        Throwable disabled = failure(results.get("disabledInside()"));
        assertTrue(disabled.getMessage().contains("0 tests ran"), disabled::toString);
        assertTrue(
                disabled.getMessage().contains("skipped: [disabledInside()"), disabled::toString);

        assertTrue(results.get("[1] argument=0").getThrowable().isEmpty());
        Throwable unknown = failure(results.get("[2] argument=1"));
        assertTrue(unknown.getMessage().contains("0 tests ran"), unknown::toString);
        assertTrue(unknown.getMessage().contains("unknownInside"), unknown::toString);

        Throwable factory = failure(results.get("factory()"));
        assertTrue(factory.getMessage().contains("@ParameterizedTest"), factory::toString);
    }

    @Test
    void aLifecycleMethodThatFailsInsideFailsTheTest() {
        Throwable before = failure(run(Fixtures.FailingBefore.class).get("neverRuns()"));
        assertEquals("before all, inside", before.getMessage());
    }

    /** The failure of a class whose container does not start. */
    private static Throwable startFailure(Class<?> testClass) {
        Map<String, TestExecutionResult> results = run(testClass);
        assertEquals(1, results.size(), results::toString);
        return failure(results.values().iterator().next());
    }

    @Test
    void aClassWithoutConfigurationIsNamed() {
        Throwable missing = startFailure(Fixtures.Unconfigured.class);
        assertTrue(missing.getMessage().contains("Unconfigured needs"), missing::toString);
    }

    @Test
    void aContainerWhoseBundlesDoNotResolveIsAFailure() {
        Throwable unresolved = startFailure(Fixtures.Unresolved.class);
        assertTrue(unresolved.getMessage().contains("unresolved bundles"), unresolved::toString);
    }

    @Test
    void aForkedContainerMayEndDuringATest() {
        Map<String, TestExecutionResult> results = run(Fixtures.Forked.class);

        assertTrue(results.get("[1] step=0").getThrowable().isEmpty(), results::toString);
        assertEquals(
                "said inside ==> expected: <expected> but was: <actual>",
                failure(results.get("[2] step=1")).getMessage());
        Throwable ended = failure(results.get("[3] step=2"));
        assertTrue(ended.getMessage().contains("has ended during the test"), ended::toString);
        Throwable late = failure(results.get("[4] step=3"));
        assertTrue(late.getMessage().contains("an earlier test"), late::toString);
    }
}
