// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

/**
 * The one for whom a context runs: gives the body, and a place for the turns. Implemented by
 * schedulers.
 */
public interface ContextOwner extends Runnable {

    /** A short name for threads and dumps. */
    String name();

    /** The body. Runs once, inside the context, and throws nothing. */
    @Override
    void run();

    /**
     * Takes a turn of the context: somebody must run it soon, exactly once, on a platform thread.
     * The next turn of the same context is not handed over before this one has begun to run. Called
     * by whichever thread made the context ready, at times inside another context: it must not
     * park.
     *
     * @param turn always the same object for one context; running it returns when the body parks or
     *     ends
     */
    void ready(Runnable turn);
}
