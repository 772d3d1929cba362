// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/**
 * Contexts: how the body of a coroutine runs, parks and runs again.
 *
 * <p>A {@link org.kcoro.switcher.Context} is made by a {@link org.kcoro.switcher.ContextSwitcher}
 * for a {@link org.kcoro.switcher.ContextOwner}. Whenever it can run it hands its owner a
 * <em>turn</em>; running the turn runs the body until it parks or ends.
 */
@Export
@Version("0.1.0")
package org.kcoro.switcher;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
