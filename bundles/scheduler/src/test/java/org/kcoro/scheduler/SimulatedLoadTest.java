// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.simulation.SimulationBody;

/** Random programs that resize, share and drain a scheduler, interleaved by seeds. */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedLoadTest extends SimulatedPromises {

    SimulatedLoadTest() {
        super(40);
    }

    @Override
    SimulatedFamily program(CountingPort port, Machine machine) {
        return new SimulatedLoad(port, machine, SimulatedLoad.Fault.NONE);
    }

    private static SimulationBody faulty(Machine machine, SimulatedLoad.Fault fault) {
        return port -> new SimulatedLoad(new CountingPort(port), machine, fault).run();
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aDrainThatCancelsIsFound(Machine machine) {
        PlantedFaults.assertFound(
                faulty(machine, SimulatedLoad.Fault.SHUTDOWN_AS_DRAIN),
                "a drain left it CANCELLED",
                "refused");
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void confinedOnesThatAreNotAloneAreFound(Machine machine) {
        PlantedFaults.assertFound(
                faulty(machine, SimulatedLoad.Fault.UNCONFINED), "two confined ones");
    }
}
