// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.jcstress.planted;

import java.util.concurrent.atomic.AtomicInteger;

/** A gate whose unpark looks and then acts, in two steps: a wake may be lost. */
final class BrokenGate {

    private static final int EMPTY = 0;
    private static final int NOTIFIED = 1;
    private static final int PARKED = 2;

    private final AtomicInteger gate = new AtomicInteger(EMPTY);
    private final AtomicInteger wakes = new AtomicInteger();

    boolean enterGate() {
        if (gate.compareAndSet(EMPTY, PARKED)) {
            return true;
        }
        gate.set(EMPTY);
        return false;
    }

    void unpark() {
        if (gate.get() == PARKED) {
            gate.set(EMPTY);
            wakes.incrementAndGet();
        } else {
            gate.set(NOTIFIED);
        }
    }

    int wakes() {
        return wakes.get();
    }
}
