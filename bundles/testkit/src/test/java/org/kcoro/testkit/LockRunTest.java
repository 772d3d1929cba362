// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

import org.junit.jupiter.api.Test;
import org.kcoro.port.Port;
import org.kcoro.switcher.ContextSwitchers;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** The lock test finds the faults that are planted for it. */
class LockRunTest {

    /** Without any turn. */
    private static final Duration PATIENCE = Duration.ofSeconds(300);

    @Test
    void aBareContinuationThatMigratesIsFound() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
                                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                MigratingContinuation.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes());
        int exit = process.waitFor();
        boolean broughtDown = exit > 128;
        assertTrue(broughtDown || exit == MigratingContinuation.FOUND, exit + ": " + output);
    }

    /** What shows only where two threads really run at once may take more than one run. */
    @Test
    void aLockThatLocksNothingIsFound() throws Exception {
        boolean found = false;
        for (int i = 0; i < 10 && !found; i++) {
            found = isFound(new NoLock());
        }
        assertTrue(found, "neither an overlap nor a lost count");
    }

    private static boolean isFound(ReentrantLock lock) throws Exception {
        LockRun run = new LockRun(lock, true);
        int meetings = 125_000;
        run.run(
                ContextSwitchers.discover(Port.system()).choose("virtual-thread"),
                meetings,
                PATIENCE);
        return run.overlaps() > 0 || run.count() != LockRun.expectedCount(meetings);
    }

    /** Lets everybody in. */
    private static final class NoLock extends ReentrantLock {
        private static final long serialVersionUID = 1L;

        @Override
        public void lock() {}

        @Override
        public void unlock() {}

        @Override
        public boolean isHeldByCurrentThread() {
            return true;
        }
    }
}
