// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What must be undone before the process ends, in reverse order: once, by whoever comes first, the
 * command that has ended or a signal. Thread-safe.
 */
final class CleanUp implements AutoCloseable {

    private static volatile boolean begun;

    // Guarded by this.
    private final Deque<AutoCloseable> steps = new ArrayDeque<>();

    CleanUp() {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    begun = true;
                                    close();
                                },
                                "kcoro-clean-up"));
    }

    /** Whether the process is being ended, as by a signal. */
    static boolean hasBegun() {
        return begun;
    }

    /** Adds a step. */
    synchronized <T extends AutoCloseable> T add(T step) {
        steps.push(step);
        return step;
    }

    @Override
    public synchronized void close() {
        while (!steps.isEmpty()) {
            try {
                steps.pop().close();
            } catch (Exception e) {
                System.err.println("kcoro: could not clean up: " + e.getMessage());
            }
        }
    }
}
