// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;

/**
 * What must be undone before the process ends, in reverse order: once, by whoever comes first, the
 * command that has ended or a signal. Thread-safe.
 */
final class CleanUp implements AutoCloseable {

    private static volatile boolean begun;

    // Guarded by this.
    private final Deque<AutoCloseable> steps = new ArrayDeque<>();
    private boolean closed;

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

    /** Makes something that is to be undone. */
    interface Maker<T extends AutoCloseable> {
        T make() throws Exception;
    }

    /**
     * Makes something and adds it as a step. A clean-up that begins meanwhile waits, and undoes it;
     * once one has begun, nothing is made.
     */
    synchronized <T extends AutoCloseable> T add(Maker<T> maker) throws Exception {
        if (closed) {
            throw new CancellationException("the process is being ended");
        }
        T step = maker.make();
        steps.push(step);
        return step;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!steps.isEmpty()) {
            try {
                steps.pop().close();
            } catch (Exception e) {
                System.err.println("kcoro: could not clean up: " + e.getMessage());
            }
        }
    }
}
