// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/** One side's place to wait: it says so before it looks again; the other wakes after its step. */
final class Waiting {

    private volatile Thread thread;

    /** Says that the caller will park unless its next look finds something. */
    void begin() {
        thread = Thread.currentThread();
    }

    void park() {
        LockSupport.park(this);
        thread = Thread.currentThread();
    }

    void end() {
        thread = null;
    }

    /** Wakes the side that waits, if it does. The fence keeps the caller's step before the look. */
    void wake() {
        VarHandle.fullFence();
        Thread waits = thread;
        if (waits != null) {
            thread = null;
            LockSupport.unpark(waits);
        }
    }
}
