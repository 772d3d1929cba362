// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The part of {@link ContextSwitcherKit} about what belongs to a body and reaches no other. */
abstract class SwitcherLeakTests extends SwitcherTurnTests {

    private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();
    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();

    @Test
    public void scopedValuesAreTheBodysOwn() throws Exception {
        driven(
                driver -> {
                    TestedBody first =
                            ScopedValue.where(SCOPED, "maker")
                                    .call(
                                            () ->
                                                    driver.body(
                                                            "binding",
                                                            self -> {
                                                                self.step(bound());
                                                                ScopedValue.where(SCOPED, "first")
                                                                        .run(() -> parkBound(self));
                                                                self.step(bound());
                                                            }));
                    first.context().start();
                    driver.runAll();
                    assertEquals("none", bound(), "a binding leaks to the worker");
                    TestedBody second = driver.started("bare", self -> self.step(bound()));
                    assertEquals(List.of("none", "end", "|"), second.steps());
                    driver.wake(first);
                    assertEquals(List.of("none", "|", "first", "none", "end", "|"), first.steps());
                    assertEquals("none", bound(), "a binding leaks to the worker");
                });
    }

    private static void parkBound(TestedBody self) {
        self.context().park();
        self.step(bound());
    }

    private static String bound() {
        return SCOPED.isBound() ? SCOPED.get() : "none";
    }

    @Test
    public void theContextClassLoaderIsTheBodysOwn() throws Exception {
        ClassLoader own = new ClassLoader() {};
        driven(
                driver -> {
                    TestedBody first =
                            driver.started(
                                    "loading",
                                    self -> {
                                        Thread.currentThread().setContextClassLoader(own);
                                        self.context().park();
                                        self.step(loader(own));
                                    });
                    assertEquals("another", loader(own), "the loader leaks to the worker");
                    TestedBody second = driver.started("other", self -> self.step(loader(own)));
                    assertEquals(List.of("another", "end", "|"), second.steps());
                    driver.wake(first);
                    assertEquals(List.of("|", "own", "end", "|"), first.steps());
                    assertEquals("another", loader(own), "the loader leaks to the worker");
                });
    }

    private static String loader(ClassLoader own) {
        return Thread.currentThread().getContextClassLoader() == own ? "own" : "another";
    }

    @Test
    public void anInterruptStaysInsideTheBody() throws Exception {
        driven(
                driver -> {
                    TestedBody first =
                            driver.started(
                                    "interrupted",
                                    self -> {
                                        Thread.currentThread().interrupt();
                                        self.context().park();
                                        self.step("" + Thread.currentThread().isInterrupted());
                                        Thread.currentThread().interrupt();
                                    });
                    // The driver looks at its own flag after each turn.
                    TestedBody second =
                            driver.started(
                                    "other",
                                    self -> self.step("" + Thread.currentThread().isInterrupted()));
                    assertEquals(List.of("false", "end", "|"), second.steps());
                    if (!first.steps().contains("end")) {
                        driver.wake(first);
                    }
                    if (capabilities().ownThread()) {
                        assertTrue(first.steps().contains("true"), "a park loses the interrupt");
                    }
                });
    }

    @Test
    public void aBodyHasAThreadOfItsOwn() throws Exception {
        Assumptions.assumeTrue(capabilities().ownThread(), "bodies borrow a thread");
        driven(
                driver -> {
                    List<Thread> seen = new ArrayList<>();
                    TestedBody first =
                            driver.started(
                                    "first",
                                    self -> {
                                        LOCAL.set("first");
                                        seen.add(Thread.currentThread());
                                        self.context().park();
                                        seen.add(Thread.currentThread());
                                        self.step(LOCAL.get());
                                    });
                    TestedBody second =
                            driver.started(
                                    "second",
                                    self -> {
                                        seen.add(Thread.currentThread());
                                        self.step("" + LOCAL.get());
                                    });
                    driver.wake(first);
                    assertNotSame(seen.get(0), seen.get(1), "two bodies, one thread");
                    assertSame(seen.get(0), seen.get(2), "another thread after a park");
                    assertNotSame(Thread.currentThread(), seen.get(0), "the worker's thread");
                    assertTrue(first.steps().contains("first"), "a thread-local is lost");
                    assertTrue(second.steps().contains("null"), "a thread-local leaks");
                });
    }
}
