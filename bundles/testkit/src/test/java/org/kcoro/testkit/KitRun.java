// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.util.List;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

/** Runs a kit, or one test of it, inside a test. */
final class KitRun {

    private static final int RUNS = 30;

    private KitRun() {}

    /** Asserts that a kit finds nothing. */
    static void assertGreen(Class<?> subject) {
        Events tests =
                EngineTestKit.engine("junit-jupiter")
                        .selectors(selectClass(subject))
                        .execute()
                        .testEvents();
        assertEquals(List.of(), tests.failed().map(KitRun::failure).toList());
        assertTrue(tests.succeeded().count() > 0, "no test has run");
    }

    /** Asserts that a test of a kit fails, and answers its failure. */
    static Throwable assertRed(Class<?> subject, String test) {
        // Anything else would be a fault of the kit.
        return assertRed(subject, test, AssertionError.class);
    }

    /**
     * Asserts that a test of a kit fails by a failure of a type, and answers it. A fault that shows
     * only where two threads really run at the same time may escape a run on a busy machine; so
     * there are some.
     */
    static Throwable assertRed(Class<?> subject, String test, Class<? extends Throwable> type) {
        List<Throwable> failures = List.of();
        for (int i = 0; i < RUNS && failures.isEmpty(); i++) {
            failures =
                    EngineTestKit.engine("junit-jupiter")
                            .selectors(selectMethod(subject, test))
                            .execute()
                            .testEvents()
                            .failed()
                            .map(KitRun::failure)
                            .toList();
        }
        assertEquals(1, failures.size(), test + " does not find the fault in " + RUNS + " runs");
        return assertInstanceOf(type, failures.get(0));
    }

    private static Throwable failure(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
    }
}
