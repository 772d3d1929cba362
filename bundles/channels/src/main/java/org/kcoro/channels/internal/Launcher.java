// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineBody;

/** Launches the coroutine of a bridge: on a dispatcher, or in a scope. */
@FunctionalInterface
public interface Launcher {

    /**
     * Launches one.
     *
     * @throws IllegalStateException when that is too late
     */
    Coroutine<Void> launch(String name, CoroutineBody body);
}
