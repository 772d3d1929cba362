// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.simulation.ChoiceStrategy;
import org.kcoro.simulation.Simulation;
import org.kcoro.simulation.SimulationBody;
import org.kcoro.simulation.SimulationFailure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Random fan-outs, interleaved by seeds. */
@Tag("heavy")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedFanOutTest {

    private static final int SEEDS = Effort.of(60, 5_000);

    /** The switchers under which all of a coroutine runs on the simulated threads. */
    static Stream<Machine> machines() {
        return Machine.all().filter(machine -> !machine.is("jdk"));
    }

    private static SimulationBody sound(Machine machine) {
        return port -> SimulatedFanOut.run(port, machine, SimulatedFanOut::sound);
    }

    @ParameterizedTest
    @MethodSource("machines")
    void everyChannelGetsItOrNone(Machine machine) {
        Simulation.explore(SEEDS, sound(machine));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void everyChannelGetsItOrNoneUnderPriorities(Machine machine) {
        Simulation.builder()
                .strategy(ChoiceStrategy.priorities(4, 300))
                .explore(SEEDS, sound(machine));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void lookingForRoomAndThenSendingIsFoundAndReplayed(Machine machine) {
        SimulationBody faulty =
                port -> SimulatedFanOut.run(port, machine, SimulatedFanOut::lookThenSend);
        SimulationFailure found =
                assertThrows(
                        SimulationFailure.class,
                        () -> Simulation.builder().explore(0, 1_000, faulty));
        assertTrue(found.getMessage().contains("given, and received"), found::getMessage);
        SimulationFailure again =
                assertThrows(SimulationFailure.class, () -> Simulation.run(found.seed(), faulty));
        assertEquals(found.getMessage(), again.getMessage());
    }
}
