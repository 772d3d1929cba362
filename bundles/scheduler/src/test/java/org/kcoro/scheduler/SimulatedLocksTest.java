// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.simulation.ChoiceStrategy;
import org.kcoro.simulation.Simulation;
import org.kcoro.simulation.SimulationBody;

/** Random programs with mutexes, semaphores and latches, interleaved by seeds. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedLocksTest {

    private static final String MACHINES = "org.kcoro.scheduler.SimulatedProgramTest#machines";

    private static SimulationBody program(Machine machine, SimulatedLocks.SemaphoreMaker maker) {
        return port -> new SimulatedLocks(new CountingPort(port), machine, maker).run();
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void locksKeepTheirPromises(Machine machine) {
        Simulation.explore(50, program(machine, SimulatedLocks::semaphore));
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void locksKeepTheirPromisesWhereSwitchesAreRare(Machine machine) {
        Simulation.builder()
                .strategy(ChoiceStrategy.sticky(8))
                .explore(40, program(machine, SimulatedLocks::semaphore));
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aLostReleaseIsFound(Machine machine) {
        PlantedFaults.assertFound(
                program(machine, FaultyPermits::losing), "has not ended", "permits are left");
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void permitsThatAreNotThereAreFound(Machine machine) {
        PlantedFaults.assertFound(
                program(machine, FaultyPermits::granting), "more is held than there is");
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void whoIsServedBeforeItsTurnIsFound(Machine machine) {
        PlantedFaults.assertFound(
                program(machine, FaultyPermits::unfair), "served before one that came before");
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aLostUnparkIsFound(Machine machine) {
        SimulationBody faulty =
                port ->
                        new SimulatedLocks(
                                        new ForgetfulPort(port), machine, SimulatedLocks::semaphore)
                                .run();
        PlantedFaults.assertHangs(faulty);
    }
}
