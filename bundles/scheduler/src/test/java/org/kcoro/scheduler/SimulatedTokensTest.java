// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.simulation.SimulationBody;

/** Random programs of tokens and those that wait under them, interleaved by seeds. */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedTokensTest extends SimulatedPromises {

    SimulatedTokensTest() {
        super(60);
    }

    @Override
    SimulatedFamily program(CountingPort port, Machine machine) {
        return new SimulatedTokens(port, machine, SimulatedTokens.Fault.NONE);
    }

    private static SimulationBody faulty(Machine machine, SimulatedTokens.Fault fault) {
        return port -> new SimulatedTokens(new CountingPort(port), machine, fault).run();
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aChildThatIsNotCancelledIsFound(Machine machine) {
        PlantedFaults.assertFound(
                faulty(machine, SimulatedTokens.Fault.DEAF_CHILDREN),
                "not reached by a cancel",
                "neither time nor its parent");
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aCloseWithoutEffectIsFound(Machine machine) {
        PlantedFaults.assertFound(
                faulty(machine, SimulatedTokens.Fault.VAIN_CLOSES), "cancelled by nobody");
    }
}
