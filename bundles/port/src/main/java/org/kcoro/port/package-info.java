// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/**
 * The port layer: the only way in which kcoro sees the machine.
 *
 * <p>{@link org.kcoro.port.Port} gives time, threads, parking and randomness; {@link
 * org.kcoro.port.Poller} is the one wait for a wake-up, a deadline or the readiness of a channel;
 * {@link org.kcoro.port.Settings} reads what the user has set; {@link org.kcoro.port.SpinLock}
 * guards the short sections of what stands above.
 */
@Export
@Version("0.1.0")
package org.kcoro.port;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
