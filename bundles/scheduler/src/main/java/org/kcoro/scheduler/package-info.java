// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/**
 * Coroutines on a fixed number of workers.
 *
 * <p>A {@link org.kcoro.scheduler.Scheduler} launches {@link org.kcoro.scheduler.Coroutine}s. What
 * waits, be it a coroutine or a thread, waits through its {@link org.kcoro.scheduler.Parker} and
 * says why by a {@link org.kcoro.scheduler.WaitReason}; channels and locks are built on these two.
 */
@Export
@Version("0.1.0")
package org.kcoro.scheduler;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
