// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.List;
import java.util.concurrent.Callable;

import org.kcoro.benchmarks.Element;
import org.kcoro.benchmarks.Work;

/** The channels of a system, and those that use them. */
interface Conduits {

    /** A new channel such as a work on channels wants it. */
    Conduit open(Work work);

    /** What receives from whichever of two channels has an element; by its own receiver only. */
    default Callable<Element> select(Conduit first, Conduit second) {
        throw new UnsupportedOperationException();
    }

    /** Runs bodies at the same time, and waits for their end. */
    void run(List<Body> bodies) throws Exception;

    /** What a coroutine or virtual thread does. */
    interface Body {
        void run() throws Exception;
    }
}
