// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.simulation.ChoiceStrategy;
import org.kcoro.simulation.Simulation;
import org.kcoro.simulation.SimulationBody;
import org.kcoro.simulation.SimulationBuilder;
import org.kcoro.simulation.SimulationFailure;
import org.kcoro.simulation.SimulationStuckException;
import org.kcoro.simulation.SimulationTrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Random programs of coroutines, interleaved by seeds. */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedProgramTest {

    private static final int SEEDS = 200;

    /** The switchers under which all of a coroutine runs on the simulated threads. */
    static Stream<Machine> machines() {
        return Machine.all().filter(machine -> !machine.is("jdk"));
    }

    private static SimulationBody program(Machine machine) {
        return port -> SimulatedProgram.run(port, machine.switcher(), machine.workers());
    }

    @ParameterizedTest
    @MethodSource("machines")
    void programsKeepTheirPromises(Machine machine) {
        Simulation.explore(SEEDS, program(machine));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void programsKeepTheirPromisesWhereSwitchesAreRare(Machine machine) {
        Simulation.builder().strategy(ChoiceStrategy.sticky(8)).explore(SEEDS, program(machine));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void programsKeepTheirPromisesUnderPriorities(Machine machine) {
        Simulation.builder()
                .strategy(ChoiceStrategy.priorities(4, 300))
                .explore(SEEDS, program(machine));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void oneSeedIsOneRun(Machine machine) {
        Set<Long> hashes = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            SimulationTrace trace = Simulation.run(seed, program(machine));
            SimulationTrace again = Simulation.run(seed, program(machine));
            assertEquals(trace.lines(), again.lines(), "seed " + seed);
            assertEquals(trace.hash(), again.hash(), "seed " + seed);
            hashes.add(trace.hash());
        }
        assertEquals(50, hashes.size());
    }

    @ParameterizedTest
    @MethodSource("machines")
    void aLostUnparkIsFoundAndReplayed(Machine machine) {
        SimulationBuilder simulation = Simulation.builder();
        SimulationBody faulty =
                port ->
                        SimulatedProgram.run(
                                new ForgetfulPort(port), machine.switcher(), machine.workers());
        SimulationFailure found =
                assertThrows(SimulationFailure.class, () -> simulation.explore(0, 2_000, faulty));
        // Nobody can run, or a shutdown's hour has passed, or a worker has missed the end.
        assertTrue(
                found.getCause() instanceof SimulationStuckException
                        || found.getMessage().contains("left after shutdown")
                        || found.getMessage().contains("have not ended"),
                found::getMessage);
        SimulationFailure again =
                assertThrows(SimulationFailure.class, () -> simulation.run(found.seed(), faulty));
        assertEquals(found.getMessage(), again.getMessage());
        assertEquals(found.trace().lines(), again.trace().lines());
    }
}
