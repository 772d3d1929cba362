// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation.internal;

/** The kinds of scheduling points. */
enum Point {
    START,
    PARK,
    UNPARK,
    INTERRUPT,
    POLL,
    WAKE_UP,
    TIME,
    RANDOM,
    END
}
