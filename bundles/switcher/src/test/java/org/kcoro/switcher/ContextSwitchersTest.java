// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.port.Port;
import org.kcoro.switcher.internal.SwitcherProof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ContextSwitchersTest {

    private static final ContextSwitchers SWITCHERS = ContextSwitchers.discover(Port.system());

    static Stream<ContextSwitcher> switchers() {
        return SWITCHERS.available().stream();
    }

    @Test
    void allThreeWorkHereBestFirst() {
        assertEquals(
                List.of("virtual-thread", "continuation", "jdk"),
                switchers().map(ContextSwitcher::name).toList(),
                () -> "absent: " + SWITCHERS.absent());
    }

    @Test
    void choosesByNameOrTheBest() {
        assertEquals("virtual-thread", SWITCHERS.choose(null).name());
        assertEquals("jdk", SWITCHERS.choose("jdk").name());
        String message =
                assertThrows(IllegalArgumentException.class, () -> SWITCHERS.choose("fibre"))
                        .getMessage();
        assertTrue(message.contains("'fibre'") && message.contains("continuation"), message);
    }

    @Test
    void aSwitcherThatLosesTurnsDoesNotProveItself() {
        ContextSwitcher broken =
                new ContextSwitcher() {
                    @Override
                    public String name() {
                        return "broken";
                    }

                    @Override
                    public boolean migrates() {
                        return true;
                    }

                    @Override
                    public Context newContext(ContextOwner owner) {
                        return new Context(owner) {
                            @Override
                            public void start() {}

                            @Override
                            public void park() {}

                            @Override
                            public void yield() {}

                            @Override
                            public void unpark() {}

                            @Override
                            public boolean isParked() {
                                return false;
                            }

                            @Override
                            public boolean hasEnded() {
                                return false;
                            }

                            @Override
                            public StackTraceElement[] stack() {
                                return new StackTraceElement[0];
                            }
                        };
                    }
                };
        String message =
                assertThrows(
                                IllegalStateException.class,
                                () -> SwitcherProof.prove(Port.system(), broken))
                        .getMessage();
        assertTrue(message.contains("broken"), message);
    }

    /** Runs turns one after another on the thread that asks. */
    private static final class Driver implements ContextOwner {
        private final Queue<Runnable> turns = new ArrayDeque<>();
        private final List<String> steps = new ArrayList<>();
        private final Consumer<Driver> body;

        Driver(Consumer<Driver> body) {
            this.body = body;
        }

        @Override
        public String name() {
            return "driven";
        }

        @Override
        public void run() {
            body.accept(this);
        }

        @Override
        public synchronized void ready(Runnable turn) {
            turns.add(turn);
        }

        synchronized Runnable next() {
            return turns.poll();
        }

        void step(String step) {
            steps.add(step);
        }

        void runAll() {
            for (Runnable turn = next(); turn != null; turn = next()) {
                turn.run();
                steps.add("|");
            }
        }
    }

    /** Platform threads run turns; the test's own thread may be anything. */
    private static void onPlatformThread(Runnable test) throws Exception {
        FutureTask<Void> task = new FutureTask<>(test, null);
        Port.system().newThread("driver", task).start();
        task.get();
    }

    @ParameterizedTest
    @MethodSource("switchers")
    void aTurnRunsUntilTheBodyParks(ContextSwitcher switcher) throws Exception {
        onPlatformThread(
                () -> {
                    Driver driver =
                            new Driver(
                                    d -> {
                                        d.step("a");
                                        Context.current().park();
                                        d.step("b");
                                    });
                    Context context = switcher.newContext(driver);
                    context.start();
                    driver.runAll();
                    assertEquals(List.of("a", "|"), driver.steps);
                    context.unpark();
                    driver.runAll();
                    assertEquals(List.of("a", "|", "b", "|"), driver.steps);
                });
    }

    @ParameterizedTest
    @MethodSource("switchers")
    void anUnparkBeforeTheParkIsKeptOnce(ContextSwitcher switcher) throws Exception {
        onPlatformThread(
                () -> {
                    Driver driver =
                            new Driver(
                                    d -> {
                                        Context.current().unpark();
                                        Context.current().unpark();
                                        Context.current().park();
                                        d.step("first");
                                        Context.current().park();
                                        d.step("second");
                                    });
                    Context context = switcher.newContext(driver);
                    context.start();
                    driver.runAll();
                    assertEquals(List.of("first", "|"), driver.steps);
                    context.unpark();
                    driver.runAll();
                    assertEquals(List.of("first", "|", "second", "|"), driver.steps);
                });
    }

    /** However often it is looked at, each turn is handed over once. */
    @ParameterizedTest
    @MethodSource("switchers")
    void aLookAtTheStackHandsOverNoTurn(ContextSwitcher switcher) throws Exception {
        onPlatformThread(
                () -> {
                    Driver driver =
                            new Driver(
                                    d -> {
                                        Context.current().yield();
                                        d.step("yielded");
                                        Context.current().park();
                                        d.step("parked");
                                    });
                    Context context = switcher.newContext(driver);
                    assertEquals(0, context.stack().length);
                    context.start();
                    look(context, driver, 1);
                    driver.next().run();
                    look(context, driver, 1);
                    driver.next().run();
                    look(context, driver, 0);
                    assertTrue(context.isParked());
                    assertTrue(context.stack().length > 0);
                    context.unpark();
                    look(context, driver, 1);
                    assertTrue(!context.hasEnded());
                    driver.next().run();
                    look(context, driver, 0);
                    assertTrue(context.hasEnded());
                    assertEquals(0, context.stack().length);
                    assertEquals(List.of("yielded", "parked"), driver.steps);
                });
    }

    private static void look(Context context, Driver driver, int turns) {
        for (int i = 0; i < 3; i++) {
            context.stack();
        }
        assertEquals(turns, driver.turns.size());
    }

    @ParameterizedTest
    @MethodSource("switchers")
    void aSecondStartIsRefused(ContextSwitcher switcher) throws Exception {
        onPlatformThread(
                () -> {
                    Driver driver = new Driver(d -> d.step("runs"));
                    Context context = switcher.newContext(driver);
                    context.start();
                    assertThrows(IllegalStateException.class, context::start);
                    driver.runAll();
                    String message =
                            assertThrows(IllegalStateException.class, context::start).getMessage();
                    assertTrue(message.contains("driven"), message);
                    assertEquals(List.of("runs", "|"), driver.steps);
                });
    }

    @ParameterizedTest
    @MethodSource("switchers")
    void theCurrentContextIsKnownInsideAndOnlyThere(ContextSwitcher switcher) throws Exception {
        onPlatformThread(
                () -> {
                    List<Context> seen = new ArrayList<>();
                    Driver driver =
                            new Driver(
                                    d -> {
                                        seen.add(Context.current());
                                        Context.current().park();
                                        seen.add(Context.current());
                                    });
                    Context context = switcher.newContext(driver);
                    assertSame(driver, context.owner());
                    context.start();
                    driver.runAll();
                    assertNull(Context.current());
                    context.unpark();
                    driver.runAll();
                    assertEquals(List.of(context, context), seen);
                });
    }

    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    @ParameterizedTest
    @MethodSource("switchers")
    void threadStateOfOneBodyDoesNotReachAnother(ContextSwitcher switcher) throws Exception {
        ClassLoader loader = new ClassLoader() {};
        onPlatformThread(
                () -> {
                    Driver first =
                            new Driver(
                                    d ->
                                            ScopedValue.where(USER, "first")
                                                    .run(
                                                            () -> {
                                                                Thread.currentThread()
                                                                        .setContextClassLoader(
                                                                                loader);
                                                                Context.current().park();
                                                                d.step(USER.get());
                                                                d.step(
                                                                        ""
                                                                                + (Thread
                                                                                                .currentThread()
                                                                                                .getContextClassLoader()
                                                                                        == loader));
                                                                Thread.currentThread().interrupt();
                                                            }));
                    Driver second =
                            new Driver(
                                    d -> {
                                        d.step("" + USER.isBound());
                                        d.step(
                                                ""
                                                        + (Thread.currentThread()
                                                                        .getContextClassLoader()
                                                                == loader));
                                    });
                    Context a = switcher.newContext(first);
                    Context b = switcher.newContext(second);
                    a.start();
                    first.runAll();
                    b.start();
                    second.runAll();
                    assertEquals(List.of("false", "false", "|"), second.steps);
                    a.unpark();
                    first.runAll();
                    assertEquals(List.of("|", "first", "true", "|"), first.steps);
                    assertTrue(!Thread.currentThread().isInterrupted());
                });
    }
}
