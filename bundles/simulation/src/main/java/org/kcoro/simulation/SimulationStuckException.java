// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation;

/**
 * A run cannot end: all threads wait and no deadline is pending, or it has taken too many steps, or
 * the thread whose turn it is waits for something that is not of the simulation. The message names
 * every thread and what it waits for.
 */
public final class SimulationStuckException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Says what is stuck. */
    public SimulationStuckException(String message) {
        super(message);
    }
}
