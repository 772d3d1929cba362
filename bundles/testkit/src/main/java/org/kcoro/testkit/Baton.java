// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.util.concurrent.atomic.AtomicReferenceArray;

import org.kcoro.port.Port;

/** Two threads of a port that hand a turn to one another by its park and unpark. */
final class Baton {

    private final AtomicReferenceArray<Thread> threads = new AtomicReferenceArray<>(2);
    private volatile int turn;

    /** Waits for the caller's turn, and answers its number. */
    int take(Port port) {
        int side = side();
        while ((turn & 1) != side) {
            port.park(this);
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted, for the test has given up");
            }
        }
        return turn;
    }

    /** Ends a turn and wakes the other side. */
    void pass(Port port, int mine) {
        turn = mine + 1;
        Thread other = threads.get(~mine & 1);
        if (other != null) {
            port.unpark(other);
        }
    }

    private int side() {
        Thread self = Thread.currentThread();
        if (threads.get(0) == self || threads.compareAndSet(0, null, self)) {
            return 0;
        }
        threads.set(1, self);
        return 1;
    }
}
