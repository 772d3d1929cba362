// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter;

import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineBody;

/** What the host gives to a running adapter. May be used by any coroutine or thread. */
public interface AdapterContext {

    /**
     * Launches a coroutine that belongs to the adapter: it is cancelled when the adapter ends, and
     * the adapter counts as ended only when it has.
     *
     * @throws IllegalStateException when the adapter has ended
     */
    Coroutine<Void> launch(String name, CoroutineBody body);
}
