// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/**
 * What an implementation must do, as tests that its author runs.
 *
 * <p>{@link org.kcoro.testkit.PortKit}, {@link org.kcoro.testkit.ContextSwitcherKit}, {@link
 * org.kcoro.testkit.SchedulerKit}, {@link org.kcoro.testkit.ChannelKit}, {@link
 * org.kcoro.testkit.ZeroCopyBackendKit} and {@link org.kcoro.testkit.TransportKit} are abstract
 * JUnit 5 classes: a subclass gives them the implementation and says what it can. {@link
 * org.kcoro.testkit.CoroutineDumps} makes a test that hangs readable.
 */
@Export
@Version("0.1.0")
package org.kcoro.testkit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
