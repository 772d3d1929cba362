// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation;

import org.kcoro.port.Port;

/**
 * What a simulation runs, on a thread of the simulated machine. The run ends when the body does;
 * what it throws is the run's failure.
 *
 * <p>For a seed to mean the same again, the body must take all its choices from the port, and wait
 * by it alone.
 */
@FunctionalInterface
public interface SimulationBody {

    /**
     * Runs the body.
     *
     * @param port the simulated machine's
     */
    void run(Port port) throws Exception;
}
