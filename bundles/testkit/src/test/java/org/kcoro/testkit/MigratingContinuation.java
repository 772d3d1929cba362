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
        LockRun run = new LockRun(new ReentrantLock(), false);
        boolean found;
        try {
            run.run(migrating, 125_000, Duration.ofSeconds(5));
            found = run.overlaps() > 0;
        } catch (AssertionError e) {
            e.printStackTrace();
            found = run.overlaps() > 0 || e.getCause() instanceof IllegalMonitorStateException;
        }
        System.exit(found ? FOUND : 0);
    }
}
