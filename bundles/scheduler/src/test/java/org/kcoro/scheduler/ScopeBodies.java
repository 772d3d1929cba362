// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

/** What the tests of scopes run in them. */
final class ScopeBodies {

    private ScopeBodies() {}

    static void stop(AtomicInteger stopped) throws InterruptedException {
        try {
            new Gate().await();
        } finally {
            stopped.incrementAndGet();
        }
    }

    /** Waits for a gate, whatever asks it to stop. */
    static void uncancelled(Gate gate) throws InterruptedException {
        while (true) {
            try {
                gate.await();
                return;
            } catch (CancellationException e) {
                // The gate is opened all the same; others run until then.
                Thread.yield();
            }
        }
    }
}
