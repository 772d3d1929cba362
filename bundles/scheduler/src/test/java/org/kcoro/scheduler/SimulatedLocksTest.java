// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.simulation.SimulationBody;

/** Random programs with mutexes, semaphores and latches, interleaved by seeds. */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedLocksTest extends SimulatedPromises {

    SimulatedLocksTest() {
        super(50);
    }

    @Override
    SimulatedFamily program(CountingPort port, Machine machine) {
        return new SimulatedLocks(port, machine, SimulatedLocks::semaphore);
    }

    private static SimulationBody faulty(Machine machine, SimulatedLocks.SemaphoreMaker maker) {
        return port -> new SimulatedLocks(new CountingPort(port), machine, maker).run();
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void aLostReleaseIsFound(Machine machine) {
        PlantedFaults.assertFound(
                faulty(machine, FaultyPermits::losing), "has not ended", "permits are left");
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void permitsThatAreNotThereAreFound(Machine machine) {
        PlantedFaults.assertFound(
                faulty(machine, FaultyPermits::granting), "more is held than there is");
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void whoIsServedBeforeItsTurnIsFound(Machine machine) {
        PlantedFaults.assertFound(
                faulty(machine, FaultyPermits::unfair), "served before one that came before");
    }
}
