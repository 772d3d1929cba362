// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Latch;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A test that hangs, or fails by a time-out, shows what its coroutines wait for. */
class CoroutineDumpsTest {

    private static final String WAITS = "latch nobody";

    private static Scheduler scheduler(CoroutineDumps dumps) {
        return dumps.watch(Scheduler.builder().name("dumped").workers(1).build());
    }

    /** Answers one that waits already. */
    private static Coroutine<Void> hanging(Scheduler scheduler) {
        Coroutine<Void> stuck = scheduler.launch("stuck", () -> new Latch("nobody", 1).await());
        while (stuck.waitReason() == null) {
            Thread.yield();
        }
        return stuck;
    }

    /**
     * A test that takes too long, run by a test below. What it waits for waits before it begins.
     */
    static final class Hanging {

        @RegisterExtension final CoroutineDumps dumps = CoroutineDumps.after(Duration.ofSeconds(1));

        private Scheduler scheduler;
        private Coroutine<Void> stuck;

        @BeforeEach
        void launch() {
            scheduler = scheduler(dumps);
            stuck = hanging(scheduler);
        }

        @AfterEach
        void close() {
            scheduler.close();
        }

        @Test
        void hangs() throws Exception {
            stuck.join();
        }
    }

    /** Tests that go wrong otherwise, run by the tests below. */
    static final class Subject {

        @RegisterExtension
        final CoroutineDumps dumps = CoroutineDumps.after(Duration.ofSeconds(120));

        @Test
        void timesOut() throws Exception {
            hanging(scheduler(dumps));
            throw new TimeoutException("planned");
        }

        @Test
        void fails() {
            scheduler(dumps).close();
            throw new AssertionError("planned");
        }
    }

    @Test
    void aTestThatHangsFailsWithADump() {
        String said = KitRun.assertRed(Hanging.class, "hangs").getMessage();
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
