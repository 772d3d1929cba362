// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation;

/** A run of a simulation has failed; the cause says why, the message how to replay it. */
public final class SimulationFailure extends AssertionError {

    private static final long serialVersionUID = 1;

    private final transient SimulationTrace trace;

    SimulationFailure(SimulationTrace trace, Throwable cause) {
        super(
                "simulation failed with seed "
                        + trace.seed()
                        + " after "
                        + trace.steps()
                        + " steps; replay with -D"
                        + Simulation.SEED_PROPERTY
                        + "="
                        + trace.seed()
                        + ": "
                        + cause,
                cause);
        this.trace = trace;
    }

    /** The seed that replays the failure. */
    public long seed() {
        return trace.seed();
    }

    /** What has happened. */
    public SimulationTrace trace() {
        return trace;
    }
}
