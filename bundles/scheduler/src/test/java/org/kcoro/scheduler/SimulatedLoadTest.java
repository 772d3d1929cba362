// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.simulation.ChoiceStrategy;
import org.kcoro.simulation.Simulation;
import org.kcoro.simulation.SimulationBody;

/** Random programs that resize, share and drain a scheduler, interleaved by seeds. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedLoadTest {

    private static final String MACHINES = "org.kcoro.scheduler.SimulatedProgramTest#machines";

    private static SimulationBody program(Machine machine, SimulatedLoad.Fault fault) {
        return port -> new SimulatedLoad(new CountingPort(port), machine, fault).run();
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void schedulersKeepTheirPromises(Machine machine) {
        Simulation.explore(40, program(machine, SimulatedLoad.Fault.NONE));
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void schedulersKeepTheirPromisesWhereSwitchesAreRare(Machine machine) {
        Simulation.builder()
                .strategy(ChoiceStrategy.sticky(8))
                .explore(40, program(machine, SimulatedLoad.Fault.NONE));
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aDrainThatCancelsIsFound(Machine machine) {
        PlantedFaults.assertFound(
                program(machine, SimulatedLoad.Fault.SHUTDOWN_AS_DRAIN),
                "a drain left it CANCELLED",
                "refused");
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void confinedOnesThatAreNotAloneAreFound(Machine machine) {
        PlantedFaults.assertFound(
                program(machine, SimulatedLoad.Fault.UNCONFINED), "two confined ones");
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aLostUnparkIsFound(Machine machine) {
        PlantedFaults.assertHangs(
                port ->
                        new SimulatedLoad(
                                        new ForgetfulPort(port), machine, SimulatedLoad.Fault.NONE)
                                .run());
    }
}
