// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.exam.jupiter.internal.invoker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.opentest4j.AssertionFailedError;

/** What became of a test. One that did not run has failed. */
final class Outcome implements TestExecutionListener {

    private final List<Throwable> failures = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private int finished;

    @Override
    public void executionSkipped(TestIdentifier identifier, String reason) {
        skipped.add(identifier.getDisplayName() + ": " + reason);
    }

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        if (identifier.isTest()) {
            finished++;
        }
        // Of a failed assumption, too: the driver reports it as it would its own.
        result.getThrowable().ifPresent(failures::add);
    }

    /** The failure of the test, with what failed besides as suppressed ones. */
    Optional<Throwable> failure(String uniqueId) {
        if (failures.isEmpty()) {
            return finished == 1 ? Optional.empty() : Optional.of(notRun(uniqueId));
        }
        Throwable first = failures.get(0);
        failures.stream().skip(1).filter(other -> other != first).forEach(first::addSuppressed);
        return Optional.of(first);
    }

    private AssertionFailedError notRun(String uniqueId) {
        return new AssertionFailedError(
                "in the container "
                        + finished
                        + " tests ran of "
                        + uniqueId
                        + ", not 1"
                        + (skipped.isEmpty() ? "" : "; skipped: " + skipped));
    }
}
