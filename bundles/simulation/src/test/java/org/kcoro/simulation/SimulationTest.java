// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.port.Port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a run is: determined by its seed, ended with its body, and failed for a reason. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulationTest {

    static Stream<ChoiceStrategy> strategies() {
        return Stream.of(
                ChoiceStrategy.uniform(),
                ChoiceStrategy.sticky(4),
                ChoiceStrategy.priorities(3, 50));
    }

    /** Three threads that draw random numbers and note who has drawn. */
    private static void draw(Port port, List<String> drawn) {
        Runnable body =
                () -> {
                    for (int i = 0; i < 3; i++) {
                        drawn.add(Thread.currentThread().getName() + " " + port.nextRandom());
                    }
                };
        Crew.runAll(port, body, body, body);
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void oneSeedIsOneRun(ChoiceStrategy strategy) {
        SimulationBuilder simulation = Simulation.builder().strategy(strategy);
        Set<Long> hashes = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            List<String> first = new ArrayList<>();
            List<String> second = new ArrayList<>();
            SimulationTrace trace = simulation.run(seed, port -> draw(port, first));
            SimulationTrace again = simulation.run(seed, port -> draw(port, second));
            assertEquals(first, second);
            assertEquals(trace.lines(), again.lines());
            assertEquals(trace.hash(), again.hash());
            assertEquals(trace.steps(), again.steps());
            assertEquals(trace.elapsedNanos(), again.elapsedNanos());
            assertEquals(seed, trace.seed());
            hashes.add(trace.hash());
        }
        assertEquals(100, hashes.size());
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void seedsReachEveryOrder(ChoiceStrategy strategy) {
        Set<List<Integer>> orders = new HashSet<>();
        Simulation.builder()
                .strategy(strategy)
                .explore(
                        0,
                        300,
                        port -> {
                            List<Integer> order = new ArrayList<>();
                            Crew.runAll(
                                    port,
                                    () -> order.add(1),
                                    () -> order.add(2),
                                    () -> order.add(3));
                            orders.add(order);
                        });
        assertEquals(6, orders.size());
    }

    @Test
    void theLinesOfATraceSayWhoDidWhat() {
        SimulationTrace trace =
                Simulation.run(
                        7,
                        port -> {
                            port.nanoTime();
                            port.unpark(Thread.currentThread());
                            port.park("nothing");
                        });
        assertEquals(List.of("1 0:main time", "2 0:main unpark", "3 0:main park"), trace.lines());
    }

    @Test
    void theBodyRunsOnTheMachine() {
        Simulation.run(
                1,
                port -> {
                    assertSame(port, Port.current());
                    assertEquals("main", Thread.currentThread().getName());
                });
        assertSame(Port.system(), Port.current());
    }

    @Test
    void whatTheBodyThrowsIsTheFailure() {
        Exception thrown = new Exception("planted");
        SimulationFailure failure =
                assertThrows(
                        SimulationFailure.class,
                        () ->
                                Simulation.run(
                                        -5,
                                        port -> {
                                            throw thrown;
                                        }));
        assertSame(thrown, failure.getCause());
        assertEquals(-5, failure.seed());
        assertTrue(failure.getMessage().contains("-Dkcoro.simulation.seed=-5"));
        assertTrue(failure.getMessage().contains("planted"));
    }

    @Test
    void whatAThreadThrowsIsTheFailureToo() {
        SimulationFailure failure =
                assertThrows(
                        SimulationFailure.class,
                        () ->
                                Simulation.run(
                                        1,
                                        port ->
                                                Crew.runAll(
                                                        port,
                                                        () -> {
                                                            throw new IllegalArgumentException(
                                                                    "planted");
                                                        })));
        assertTrue(failure.getMessage().contains("t1"), failure::getMessage);
        assertEquals("planted", failure.getCause().getCause().getMessage());
    }

    @Test
    void whenNobodyCanRunEveryThreadAndItsBlockerIsNamed() {
        SimulationFailure failure =
                assertThrows(
                        SimulationFailure.class,
                        () ->
                                Simulation.builder()
                                        .spuriousWakeUps(false)
                                        .run(
                                                1,
                                                port -> {
                                                    port.newThread("idle", () -> port.park("tea"))
                                                            .start();
                                                    port.newThread("brief", () -> {}).start();
                                                    port.park("coffee");
                                                }));
        assertEquals(SimulationStuckException.class, failure.getCause().getClass());
        String message = failure.getMessage();
        assertTrue(message.contains("0:main waits for coffee"), message);
        assertTrue(message.contains("1:idle waits for tea"), message);
        assertTrue(message.contains("2:brief has ended"), message);
        assertTrue(message.contains("seed=1"), message);
    }

    @Test
    void aRunThatDoesNotEndIsALivelock() {
        SimulationFailure failure =
                assertThrows(
                        SimulationFailure.class,
                        () ->
                                Simulation.builder()
                                        .maxSteps(1_000)
                                        .run(
                                                9,
                                                port -> {
                                                    while (true) {
                                                        port.nanoTime();
                                                    }
                                                }));
        assertEquals(SimulationStuckException.class, failure.getCause().getClass());
        assertEquals(1_000, failure.trace().steps());
        assertTrue(failure.getMessage().contains("1000 steps"), failure::getMessage);
    }

    /** Whether the run succeeds or fails, its Java threads have ended when it returns. */
    @Test
    void noThreadOutlivesItsRun() {
        List<Thread> threads = new ArrayList<>();
        List<String> unwound = new ArrayList<>();
        SimulationBody leaves =
                port -> {
                    for (int i = 0; i < 5; i++) {
                        String name = "left-" + i;
                        threads.add(
                                port.newThread(
                                        name,
                                        () -> {
                                            try {
                                                while (true) {
                                                    port.park(name);
                                                }
                                            } finally {
                                                unwound.add(name);
                                            }
                                        }));
                        threads.get(threads.size() - 1).start();
                    }
                    threads.add(Thread.currentThread());
                    for (int i = 0; i < 20; i++) {
                        port.nextRandom();
                    }
                };
        Simulation.explore(50, leaves);
        assertThrows(
                SimulationFailure.class,
                () ->
                        Simulation.run(
                                1,
                                port -> {
                                    leaves.run(port);
                                    port.park("for ever");
                                    throw new IllegalStateException("or until a spurious one");
                                }));
        assertFalse(threads.isEmpty());
        for (Thread thread : threads) {
            assertFalse(thread.isAlive(), thread::toString);
        }
        // Those that had not begun had nothing to unwind.
        assertFalse(unwound.isEmpty());
    }

    @Test
    void aThreadCannotBeStartedAfterTheRun() {
        List<Thread> threads = new ArrayList<>();
        Simulation.run(1, port -> threads.add(port.newThread("late", () -> {})));
        String message =
                assertThrows(IllegalStateException.class, threads.get(0)::start).getMessage();
        assertTrue(message.contains("late"), message);
    }

    @Test
    void aSimulationDoesNotRunInAnother() {
        SimulationFailure failure =
                assertThrows(
                        SimulationFailure.class,
                        () -> Simulation.run(1, port -> Simulation.run(2, inner -> {})));
        assertEquals(IllegalStateException.class, failure.getCause().getClass());
    }

    @Test
    void exploreTakesNewSeedsEachTime() {
        Set<Long> values = new HashSet<>();
        Simulation.explore(20, port -> values.add(port.nextRandom()));
        Simulation.explore(20, port -> values.add(port.nextRandom()));
        assertEquals(40, values.size());
    }

    @Test
    void settingsAreChecked() {
        SimulationBuilder builder = Simulation.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.maxSteps(0));
        assertThrows(NullPointerException.class, () -> builder.strategy(null));
        assertThrows(IllegalArgumentException.class, () -> ChoiceStrategy.sticky(0));
        assertThrows(IllegalArgumentException.class, () -> ChoiceStrategy.priorities(-1, 1));
        assertThrows(IllegalArgumentException.class, () -> ChoiceStrategy.priorities(1, 0));
    }

    @Test
    void anInterruptOfTheCallerIsKept() {
        Thread.currentThread().interrupt();
        SimulationTrace trace = Simulation.run(1, Port::nextRandom);
        assertTrue(Thread.interrupted());
        assertNotEquals(0, trace.hash());
    }
}
