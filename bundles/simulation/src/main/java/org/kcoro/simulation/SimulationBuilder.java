// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation;

import java.util.Objects;

import org.kcoro.port.MachineThread;
import org.kcoro.port.Port;
import org.kcoro.simulation.internal.Machine;
import org.kcoro.simulation.internal.MachineRun;

/** Settings of simulations, and the runs with them. Not thread-safe. */
public final class SimulationBuilder {

    private static final int DEFAULT_MAX_STEPS = 1_000_000;

    private ChoiceStrategy strategy = ChoiceStrategy.uniform();
    private int maxSteps = DEFAULT_MAX_STEPS;
    private boolean spuriousWakeUps = true;

    SimulationBuilder() {}

    /** Who chooses what runs next; {@link ChoiceStrategy#uniform} unless told. */
    public SimulationBuilder strategy(ChoiceStrategy strategy) {
        this.strategy = Objects.requireNonNull(strategy, "strategy");
        return this;
    }

    /**
     * After how many scheduling points a run counts as a livelock; a million unless told.
     *
     * @throws IllegalArgumentException unless positive
     */
    public SimulationBuilder maxSteps(int maxSteps) {
        if (maxSteps <= 0) {
            throw new IllegalArgumentException("maxSteps is " + maxSteps + "; it must be positive");
        }
        this.maxSteps = maxSteps;
        return this;
    }

    /** Whether a park or a poll returns early at times, as the port allows; it does unless told. */
    public SimulationBuilder spuriousWakeUps(boolean spuriousWakeUps) {
        this.spuriousWakeUps = spuriousWakeUps;
        return this;
    }

    /**
     * Runs a body with one seed, and returns when all threads of the simulated machine have ended:
     * those that are left when the body ends are made to, by an error that their next call of the
     * port throws. The caller waits uninterruptibly.
     *
     * @return what has happened: the same for the same seed and settings
     * @throws SimulationFailure when the body or a simulated thread throws, nobody can run any
     *     more, or the run takes too many steps
     * @throws IllegalStateException when called inside a simulation
     */
    public SimulationTrace run(long seed, SimulationBody body) {
        Objects.requireNonNull(body, "body");
        if (Thread.currentThread() instanceof MachineThread) {
            throw new IllegalStateException("a simulation cannot be run inside another one");
        }
        Machine machine = new Machine(seed, strategy, maxSteps, spuriousWakeUps);
        Throwable failure = new MachineRun(machine, MachineRun.PATIENCE).run(body);
        SimulationTrace trace =
                new SimulationTrace(
                        seed,
                        machine.log().hash(),
                        machine.elapsedNanos(),
                        machine.log().steps(),
                        machine.log()::lines);
        if (failure != null) {
            throw new SimulationFailure(trace, failure);
        }
        return trace;
    }

    /**
     * Runs a body with a number of seeds, new ones each time, or with the one seed that the system
     * property {@value Simulation#SEED_PROPERTY} names.
     *
     * @throws SimulationFailure when a run fails; it names the seed and how to replay it
     * @throws IllegalArgumentException when the property is no whole number
     * @throws IllegalStateException when called inside a simulation
     */
    public void explore(int count, SimulationBody body) {
        String replayed = System.getProperty(Simulation.SEED_PROPERTY);
        if (replayed == null) {
            explore(Port.system().nextRandom(), count, body);
        } else {
            run(seed(replayed), body);
        }
    }

    private static long seed(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "system property "
                            + Simulation.SEED_PROPERTY
                            + " is '"
                            + text
                            + "'; it must be a whole number",
                    e);
        }
    }

    /**
     * Runs a body with a number of seeds from a first one on, whatever the system property says.
     *
     * @throws SimulationFailure when a run fails; it names the seed and how to replay it
     * @throws IllegalStateException when called inside a simulation
     */
    public void explore(long firstSeed, int count, SimulationBody body) {
        for (int i = 0; i < count; i++) {
            run(firstSeed + i, body);
        }
    }
}
