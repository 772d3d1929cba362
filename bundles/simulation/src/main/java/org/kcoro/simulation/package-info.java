// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/**
 * A simulated machine: a {@link org.kcoro.port.Port} with one virtual clock, whose threads run one
 * at a time, in an order that a seed decides.
 *
 * <p>{@link org.kcoro.simulation.Simulation} runs a body on it with one seed or with many; a
 * failure names its seed, which replays it.
 */
@Export
@Version("0.1.0")
package org.kcoro.simulation;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
