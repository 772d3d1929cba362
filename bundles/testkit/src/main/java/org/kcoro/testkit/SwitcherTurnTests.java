// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kcoro.port.Port;
import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextSwitcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The part of {@link ContextSwitcherKit} about turns, one after another on one thread. */
abstract class SwitcherTurnTests {

    ContextSwitcher switcher;

    /** The switcher under test; called once for each test. */
    protected abstract ContextSwitcher newSwitcher() throws Exception;

    /** What it claims to be able to do. */
    protected abstract SwitcherCapabilities capabilities();

    /**
     * How often each of eight pairs of bodies meet in the lock test: enough for two million
     * suspensions unless told. A switcher that is slow may have fewer.
     */
    protected int meetings() {
        return 125_000;
    }

    /** A safety net: only a broken switcher needs that long for a test. */
    protected Duration patience() {
        return Duration.ofSeconds(120);
    }

    /** Makes the switcher of a test. */
    @BeforeEach
    public final void makeSwitcher() throws Exception {
        switcher = newSwitcher();
    }

    /** What runs on a thread that also runs all turns. */
    interface Driven {
        void run(TurnDriver driver) throws Exception;
    }

    void driven(Driven test) throws Exception {
        TestThreads.run(
                Port.system()::newThread,
                patience(),
                List.of(() -> test.run(new TurnDriver(switcher))));
    }

    // Turns.

    @Test
    public void itIsWhatItClaims() {
        assertFalse(switcher.name().isBlank(), "it has no name");
        assertEquals(capabilities().migrates(), switcher.migrates(), "migrates");
    }

    @Test
    public void aTurnRunsUntilTheBodyParks() throws Exception {
        driven(
                driver -> {
                    TestedBody body =
                            driver.started(
                                    "parking",
                                    self -> {
                                        self.step("a");
                                        self.context().park();
                                        self.step("b");
                                    });
                    assertEquals(List.of("a", "|"), body.steps());
                    driver.wake(body);
                    assertEquals(List.of("a", "|", "b", "end", "|"), body.steps());
                });
    }

    @Test
    public void anUnparkBeforeTheParkIsKeptOnce() throws Exception {
        driven(
                driver -> {
                    TestedBody body =
                            driver.started(
                                    "notified",
                                    self -> {
                                        self.context().unpark();
                                        self.context().unpark();
                                        self.context().park();
                                        self.step("first");
                                        self.context().park();
                                        self.step("second");
                                    });
                    assertEquals(List.of("first", "|"), body.steps());
                    driver.wake(body);
                    assertEquals(List.of("first", "|", "second", "end", "|"), body.steps());
                });
    }

    @Test
    public void anUnparkBeforeTheStartIsKept() throws Exception {
        driven(
                driver -> {
                    TestedBody body = driver.body("early", self -> self.context().park());
                    body.context().unpark();
                    assertEquals(List.of(), body.steps());
                    body.context().start();
                    driver.runAll();
                    assertEquals(List.of("end", "|"), body.steps());
                });
    }

    @Test
    public void anUnparkAfterTheEndDoesNothing() throws Exception {
        driven(
                driver -> {
                    TestedBody body = driver.started("short", self -> {});
                    driver.wake(body);
                    driver.wake(body);
                    assertEquals(List.of("end", "|"), body.steps());
                });
    }

    @Test
    public void aYieldHandsOverTheNextTurnAndLeavesTheGateAsItIs() throws Exception {
        driven(
                driver -> {
                    TestedBody body =
                            driver.started(
                                    "yielding",
                                    self -> {
                                        self.context().yield();
                                        self.step("a");
                                        self.context().unpark();
                                        self.context().yield();
                                        self.step("b");
                                        self.context().park();
                                        self.step("c");
                                    });
                    assertEquals(List.of("|", "a", "|", "b", "c", "end", "|"), body.steps());
                });
    }

    @Test
    public void aSecondStartIsRefused() throws Exception {
        driven(
                driver -> {
                    TestedBody body = driver.started("started", self -> self.context().park());
                    assertThrows(IllegalStateException.class, () -> body.context().start());
                    driver.wake(body);
                    assertThrows(IllegalStateException.class, () -> body.context().start());
                });
    }

    // What a context tells of itself.

    @Test
    public void theCurrentContextIsKnownInsideAndOnlyThere() throws Exception {
        driven(
                driver -> {
                    List<Context> seen = new ArrayList<>();
                    TestedBody body =
                            driver.started(
                                    "current",
                                    self -> {
                                        seen.add(Context.current());
                                        self.context().park();
                                        seen.add(Context.current());
                                    });
                    assertSame(body, body.context().owner());
                    assertNull(Context.current(), "a context outside any");
                    driver.wake(body);
                    assertNull(Context.current(), "a context outside any");
                    for (Context each : seen) {
                        assertSame(body, each == null ? null : each.owner());
                    }
                });
    }

    @Test
    public void itTellsWhetherItIsParkedAndWhetherItHasEnded() throws Exception {
        driven(
                driver -> {
                    List<Boolean> inside = new ArrayList<>();
                    TestedBody body =
                            driver.body(
                                    "telling",
                                    self -> {
                                        inside.add(self.context().isParked());
                                        self.context().park();
                                        inside.add(self.context().isParked());
                                        inside.add(self.context().hasEnded());
                                    });
                    Context context = body.context();
                    assertFalse(context.isParked(), "parked before its start");
                    context.start();
                    driver.runAll();
                    assertTrue(context.isParked(), "not parked");
                    assertFalse(context.hasEnded(), "has ended while it was parked");
                    context.unpark();
                    assertFalse(context.isParked(), "parked though unparked");
                    driver.runAll();
                    assertEquals(List.of(false, false, false), inside);
                    assertFalse(context.isParked(), "parked after its end");
                    assertTrue(context.hasEnded(), "has not ended");
                });
    }

    @Test
    public void theStackOfAParkedBodyIsSeen() throws Exception {
        driven(
                driver -> {
                    TestedBody body = driver.body("deep", self -> parkHere(self.context()));
                    assertEquals(0, body.context().stack().length, "a stack before its start");
                    body.context().start();
                    driver.runAll();
                    StackTraceElement[] stack = body.context().stack();
                    assertTrue(
                            Arrays.stream(stack)
                                    .anyMatch(frame -> frame.getMethodName().equals("parkHere")),
                            () -> "the one that parks is not on it: " + Arrays.toString(stack));
                    assertTrue(body.context().isParked(), "no longer parked after a look");
                    driver.wake(body);
                    assertEquals(0, body.context().stack().length, "a stack after its end");
                });
    }

    private static void parkHere(Context context) {
        context.park();
    }
}
