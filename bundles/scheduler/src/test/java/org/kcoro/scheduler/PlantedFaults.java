// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import org.kcoro.simulation.Simulation;
import org.kcoro.simulation.SimulationBody;
import org.kcoro.simulation.SimulationFailure;
import org.kcoro.simulation.SimulationStuckException;

import static org.junit.jupiter.api.Assertions.assertThrows;

/** Faults that a simulated program has to find. */
final class PlantedFaults {

    private static final int SEEDS = 3_000;

    private PlantedFaults() {}

    private static SimulationFailure find(SimulationBody faulty) {
        return assertThrows(
                SimulationFailure.class, () -> Simulation.builder().explore(0, SEEDS, faulty));
    }

    /** The program finds a fault, and says one of what the fault leads to. */
    static void assertFound(SimulationBody faulty, String... signs) {
        assertSays(find(faulty), signs);
    }

    /** The program finds that somebody was not woken. */
    static void assertHangs(SimulationBody faulty) {
        SimulationFailure found = find(faulty);
        if (!(found.getCause() instanceof SimulationStuckException)) {
            assertSays(
                    found, "has not ended", "left after", "have not ended", "waits under", "lives");
        }
    }

    private static void assertSays(SimulationFailure found, String... signs) {
        for (String sign : signs) {
            if (found.getMessage().contains(sign)) {
                return;
            }
        }
        throw new AssertionError("found for another reason", found);
    }
}
