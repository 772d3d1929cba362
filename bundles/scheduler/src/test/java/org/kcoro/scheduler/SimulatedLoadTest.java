// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.port.Port;
import org.kcoro.simulation.ChoiceStrategy;
import org.kcoro.simulation.Simulation;
import org.kcoro.simulation.SimulationBody;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Random programs that resize, share and drain a scheduler, interleaved by seeds. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedLoadTest {

    private static final String MACHINES = "org.kcoro.scheduler.SimulatedProgramTest#machines";

    private static SimulationBody program(Machine machine, SimulatedLoad.Fault fault) {
        return port -> new SimulatedLoad(new CountingPort(port), machine, fault).run();
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void schedulersKeepTheirPromises(Machine machine) {
        Simulation.explore(60, program(machine, SimulatedLoad.Fault.NONE));
    }

    @ParameterizedTest
    @MethodSource(MACHINES)
    void schedulersKeepTheirPromisesWhereSwitchesAreRare(Machine machine) {
        Simulation.builder()
                .strategy(ChoiceStrategy.sticky(8))
                .explore(60, program(machine, SimulatedLoad.Fault.NONE));
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

    /**
     * Also where one worker stands behind a turn while another runs the next, which is the last.
     */
    @ParameterizedTest
    @MethodSource(MACHINES)
    void whoEndsIsTakenOffTheListOnce(Machine machine) {
        Simulation.explore(100, port -> endBesideOneThatLives(port, machine));
    }

    private static void endBesideOneThatLives(Port port, Machine machine) throws Exception {
        try (Scheduler scheduler =
                Scheduler.builder()
                        .port(port)
                        .switcher(machine.switcher())
                        .workers(machine.workers())
                        .build()) {
            Latch latch = new Latch("at the end", 1);
            Coroutine<Void> lives = scheduler.launch("lives", () -> latch.await());
            List<Coroutine<Void>> others = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                others.add(scheduler.launch("ends", () -> Coroutine.yield()));
            }
            for (Coroutine<Void> each : others) {
                each.join();
            }
            Coroutine.sleep(Duration.ofHours(1));
            assertEquals(List.of(lives), scheduler.liveCoroutines());
            latch.countDown();
            lives.join();
        }
    }
}
