// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation.internal;

/** Unwinds a simulated thread whose run is over. */
final class EndOfSimulation extends Error {

    private static final long serialVersionUID = 1;

    EndOfSimulation() {
        super("the simulation has ended", null, false, false);
    }
}
