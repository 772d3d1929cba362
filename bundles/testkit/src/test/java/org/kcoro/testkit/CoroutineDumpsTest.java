// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Latch;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A test that hangs, or fails by a time-out, shows what its coroutines wait for. */
class CoroutineDumpsTest {

    private static final String WAITS = "latch nobody";

    /** Tests that go wrong, run by the tests below. */
    static final class Subject {

        @RegisterExtension final CoroutineDumps dumps = CoroutineDumps.after(Duration.ofSeconds(1));

        private Coroutine<Void> hanging(Scheduler scheduler) {
            return scheduler.launch("stuck", () -> new Latch("nobody", 1).await());
        }

        private Scheduler scheduler() {
            return dumps.watch(Scheduler.builder().name("dumped").workers(1).build());
        }

        @Test
        void hangs() throws Exception {
            try (Scheduler scheduler = scheduler()) {
                hanging(scheduler).join();
            }
        }

        @Test
        void timesOut() throws Exception {
            Scheduler scheduler = scheduler();
            Coroutine<Void> stuck = hanging(scheduler);
            while (stuck.waitReason() == null) {
                Thread.yield();
            }
            throw new TimeoutException("planned");
        }

        @Test
        @Timeout(value = 1, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void passes() {
            assertEquals("", dumps.toText());
        }

        @Test
        void fails() {
            scheduler().close();
            throw new AssertionError("planned");
        }
    }

    @Test
    void aTestThatHangsFailsWithADump() {
        String said = KitRun.assertRed(Subject.class, "hangs").getMessage();
        assertTrue(said.contains("took longer than 1 s"), said);
        assertTrue(said.contains("stuck") && said.contains(WAITS), said);
        // With its stack.
        assertTrue(said.contains("Latch.await"), said);
    }

    @Test
    void aTestThatFailsByATimeoutHasADump() {
        Throwable failure = KitRun.assertRed(Subject.class, "timesOut", TimeoutException.class);
        assertTrue(
                Arrays.stream(failure.getSuppressed())
                        .anyMatch(dump -> dump.getMessage().contains(WAITS)),
                () -> Arrays.toString(failure.getSuppressed()));
    }

    @Test
    void aTestThatFailsOtherwiseHasNone() {
        Throwable failure = KitRun.assertRed(Subject.class, "fails");
        assertEquals("planned", failure.getMessage());
        assertEquals(0, failure.getSuppressed().length);
    }
}
