// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation;

import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.port.Port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Exploring finds a fault, its seed replays it, and what has no fault passes. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PlantedFaultTest {

    private static final int SEEDS = 500;

    static Stream<ChoiceStrategy> strategies() {
        return SimulationTest.strategies();
    }

    /** Finds a fault from the first seeds, and replays it as a user does. */
    private static SimulationFailure found(ChoiceStrategy strategy, SimulationBody body) {
        SimulationBuilder simulation = Simulation.builder().strategy(strategy);
        SimulationFailure found =
                assertThrows(SimulationFailure.class, () -> simulation.explore(0, SEEDS, body));
        String before = System.getProperty(Simulation.SEED_PROPERTY);
        System.setProperty(Simulation.SEED_PROPERTY, Long.toString(found.seed()));
        SimulationFailure again;
        try {
            again = assertThrows(SimulationFailure.class, () -> simulation.explore(SEEDS, body));
        } finally {
            if (before == null) {
                System.clearProperty(Simulation.SEED_PROPERTY);
            } else {
                System.setProperty(Simulation.SEED_PROPERTY, before);
            }
        }
        assertEquals(found.getMessage(), again.getMessage());
        assertEquals(found.trace().lines(), again.trace().lines());
        assertEquals(found.trace().hash(), again.trace().hash());
        return found;
    }

    private static void passes(ChoiceStrategy strategy, SimulationBody body) {
        Simulation.builder().strategy(strategy).explore(0, SEEDS, body);
    }

    /** Adds one in two steps, with a scheduling point between them unless told. */
    private static final class Account {
        private int balance;

        void add(Port port, boolean torn) {
            int read = balance;
            if (torn) {
                port.unpark(Thread.currentThread());
            }
            balance = read + 1;
        }
    }

    private static void addTwice(Port port, boolean torn) {
        Account account = new Account();
        Runnable body = () -> account.add(port, torn);
        Crew.runAll(port, body, body);
        assertEquals(2, account.balance);
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void aLostUpdateIsFound(ChoiceStrategy strategy) {
        SimulationFailure found = found(strategy, port -> addTwice(port, true));
        assertEquals("expected: <2> but was: <1>", found.getCause().getMessage());
        passes(strategy, port -> addTwice(port, false));
    }

    /** Open or not, with one that waits; the faulty one announces itself too late. */
    private static final class ToyGate {
        private final Port port;
        private boolean open;
        private Thread waiting;

        ToyGate(Port port) {
            this.port = port;
        }

        void await(boolean late) {
            if (!late) {
                waiting = Thread.currentThread();
            }
            while (!open) {
                port.nanoTime();
                if (late) {
                    waiting = Thread.currentThread();
                }
                port.park(this);
            }
        }

        void open() {
            open = true;
            if (waiting != null) {
                port.unpark(waiting);
            }
        }

        @Override
        public String toString() {
            return "gate";
        }
    }

    private static void openWhileOneWaits(Port port, boolean late) {
        ToyGate gate = new ToyGate(port);
        Crew.runAll(port, () -> gate.await(late), gate::open);
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void aLostWakeUpIsFound(ChoiceStrategy strategy) {
        SimulationFailure found = found(strategy, port -> openWhileOneWaits(port, true));
        assertEquals(SimulationStuckException.class, found.getCause().getClass());
        assertEquals(
                "no thread can run, and no deadline is pending; 0:main waits for crew;"
                        + " 1:t1 waits for gate; 2:t2 has ended",
                found.getCause().getMessage());
        passes(strategy, port -> openWhileOneWaits(port, false));
    }

    /** Gives up at a deadline without looking again whether it was served meanwhile. */
    private static void timeOutOrServe(Port port, boolean looksAgain) {
        int[] given = new int[1];
        int[] taken = new int[1];
        Thread[] waiting = new Thread[1];
        boolean[] served = new boolean[1];
        Crew.runAll(
                port,
                () -> {
                    waiting[0] = Thread.currentThread();
                    long deadline = port.nanoTime() + 200;
                    while (!served[0] && deadline - port.nanoTime() > 0) {
                        port.parkUntil("counter", deadline);
                    }
                    boolean withdrawn = looksAgain ? !served[0] : deadline - port.nanoTime() <= 0;
                    waiting[0] = null;
                    if (!withdrawn) {
                        taken[0]++;
                    }
                },
                () -> {
                    port.parkUntil("pause", port.nanoTime() + 200);
                    Thread customer = waiting[0];
                    if (customer != null) {
                        given[0]++;
                        served[0] = true;
                        port.unpark(customer);
                    }
                });
        assertEquals(given[0], taken[0]);
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void aTimeOutThatMeetsAHandOverIsFound(ChoiceStrategy strategy) {
        SimulationFailure found = found(strategy, port -> timeOutOrServe(port, false));
        assertEquals("expected: <1> but was: <0>", found.getCause().getMessage());
        passes(strategy, port -> timeOutOrServe(port, true));
    }
}
