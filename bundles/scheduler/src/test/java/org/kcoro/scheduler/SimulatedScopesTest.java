// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.simulation.ChoiceStrategy;
import org.kcoro.simulation.Simulation;
import org.kcoro.simulation.SimulationBody;

/** Random programs of scopes in scopes, interleaved by seeds. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedScopesTest {

    private static final String MACHINES = "org.kcoro.scheduler.SimulatedProgramTest#machines";

    private static SimulationBody program(Machine machine, boolean fault) {
        return port -> new SimulatedScopes(new CountingPort(port), machine, fault).run();
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void scopesKeepTheirPromises(Machine machine) {
        Simulation.explore(60, program(machine, false));
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void scopesKeepTheirPromisesWhereSwitchesAreRare(Machine machine) {
        Simulation.builder()
                .strategy(ChoiceStrategy.sticky(8))
                .explore(60, program(machine, false));
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aChildThatEscapesIsFound(Machine machine) {
        PlantedFaults.assertFound(program(machine, true), "a child outlives its scope");
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aLostUnparkIsFound(Machine machine) {
        PlantedFaults.assertHangs(
                port -> new SimulatedScopes(new ForgetfulPort(port), machine, false).run());
    }
}
