// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.simulation.ChoiceStrategy;
import org.kcoro.simulation.Simulation;
import org.kcoro.simulation.SimulationBody;

/**
 * What the programs of each family must stand, interleaved by seeds, and the fault that each must
 * find. Its subclasses plant the faults that are their own.
 */
abstract class SimulatedPromises {

    static final String MACHINES = "org.kcoro.scheduler.SimulatedProgramTest#machines";

    private final int seeds;

    /**
     * @param seeds how many programs each test runs
     */
    SimulatedPromises(int seeds) {
        this.seeds = seeds;
    }

    /** One without a planted fault. */
    abstract SimulatedFamily program(CountingPort port, Machine machine);

    private SimulationBody sound(Machine machine) {
        return port -> program(new CountingPort(port), machine).run();
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void promisesAreKept(Machine machine) {
        Simulation.explore(seeds, sound(machine));
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void promisesAreKeptWhereSwitchesAreRare(Machine machine) {
        Simulation.builder().strategy(ChoiceStrategy.sticky(8)).explore(seeds, sound(machine));
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aLostUnparkIsFound(Machine machine) {
        PlantedFaults.assertHangs(port -> program(new ForgetfulPort(port), machine).run());
    }
}
