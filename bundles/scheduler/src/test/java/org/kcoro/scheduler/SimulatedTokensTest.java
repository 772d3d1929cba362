// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.simulation.ChoiceStrategy;
import org.kcoro.simulation.Simulation;
import org.kcoro.simulation.SimulationBody;

/** Random programs of tokens and those that wait under them, interleaved by seeds. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedTokensTest {

    private static final String MACHINES = "org.kcoro.scheduler.SimulatedProgramTest#machines";

    private static SimulationBody program(Machine machine, SimulatedTokens.Fault fault) {
        return port -> new SimulatedTokens(new CountingPort(port), machine, fault).run();
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void tokensKeepTheirPromises(Machine machine) {
        Simulation.explore(60, program(machine, SimulatedTokens.Fault.NONE));
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void tokensKeepTheirPromisesWhereSwitchesAreRare(Machine machine) {
        Simulation.builder()
                .strategy(ChoiceStrategy.sticky(8))
                .explore(60, program(machine, SimulatedTokens.Fault.NONE));
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aChildThatIsNotCancelledIsFound(Machine machine) {
        PlantedFaults.assertFound(
                program(machine, SimulatedTokens.Fault.DEAF_CHILDREN),
                "not reached by a cancel",
                "neither time nor its parent");
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aCloseWithoutEffectIsFound(Machine machine) {
        PlantedFaults.assertFound(
                program(machine, SimulatedTokens.Fault.VAIN_CLOSES), "cancelled by nobody");
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aLostUnparkIsFound(Machine machine) {
        PlantedFaults.assertHangs(
                port ->
                        new SimulatedTokens(
                                        new ForgetfulPort(port),
                                        machine,
                                        SimulatedTokens.Fault.NONE)
                                .run());
    }
}
