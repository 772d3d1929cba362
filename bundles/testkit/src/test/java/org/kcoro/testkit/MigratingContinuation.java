// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

import org.kcoro.port.Port;
import org.kcoro.switcher.ContextSwitcher;
import org.kcoro.switcher.ContextSwitchers;

/**
 * The lock test on a bare continuation that migrates; in a JVM of its own, which it may bring down.
 */
final class MigratingContinuation {

    static final int FOUND = 3;

    /** What happens only where two threads really run at once may take more than one run. */
    private static final int RUNS = 10;

    private MigratingContinuation() {}

    public static void main(String[] arguments) throws InterruptedException {
        ContextSwitcher bound = ContextSwitchers.discover(Port.system()).choose("continuation");
        ContextSwitcher migrating =
                new WrappedSwitcher(bound) {
                    @Override
                    public boolean migrates() {
                        return true;
                    }
                };
        System.exit(shows(migrating) ? FOUND : 0);
    }

    /** By two inside at once, by an error of the lock, or by a wake-up that went to a stranger. */
    private static boolean shows(ContextSwitcher migrating) throws InterruptedException {
        for (int i = 0; i < RUNS; i++) {
            LockRun run = new LockRun(new ReentrantLock(), false);
            try {
                run.run(migrating, 125_000, Duration.ofSeconds(10));
            } catch (AssertionError e) {
                e.printStackTrace();
                return true;
            }
            if (run.overlaps() > 0) {
                return true;
            }
        }
        return false;
    }
}
