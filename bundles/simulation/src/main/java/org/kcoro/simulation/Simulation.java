// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation;

/**
 * Runs a body on a simulated machine, with the settings of {@link SimulationBuilder} as they are
 * unless told. Thread-safe.
 *
 * <pre>{@code
 * Simulation.explore(1_000, port -> {
 *     try (Scheduler scheduler = Scheduler.builder().port(port).switcher(switcher).build()) {
 *         ...
 *     }
 * });
 * }</pre>
 */
public final class Simulation {

    /** The system property that holds a seed to replay, as a whole number. */
    public static final String SEED_PROPERTY = "kcoro.simulation.seed";

    private Simulation() {}

    /** A builder with default settings. */
    public static SimulationBuilder builder() {
        return new SimulationBuilder();
    }

    /**
     * Runs a body with one seed.
     *
     * @return what has happened
     * @throws SimulationFailure when the body or a simulated thread fails, or the run is stuck
     * @throws IllegalStateException when called inside a simulation
     * @see SimulationBuilder#run
     */
    public static SimulationTrace run(long seed, SimulationBody body) {
        return builder().run(seed, body);
    }

    /**
     * Runs a body with a number of seeds, new ones each time, or with the one seed that the system
     * property {@value #SEED_PROPERTY} names.
     *
     * @throws SimulationFailure when a run fails; it names the seed and how to replay it
     * @throws IllegalArgumentException when the property is no whole number
     * @throws IllegalStateException when called inside a simulation
     * @see SimulationBuilder#explore(int, SimulationBody)
     */
    public static void explore(int count, SimulationBody body) {
        builder().explore(count, body);
    }
}
