// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

/** What a coroutine runs when it has no result; {@link java.util.concurrent.Callable} if it has. */
@FunctionalInterface
public interface CoroutineBody {

    /** Runs the body. What it throws becomes the coroutine's failure. */
    void run() throws Exception;
}
