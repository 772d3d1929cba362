// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Lets nobody through until it is opened; the smallest thing built on {@link Parker}. */
final class Gate {

    static final WaitReason REASON = new WaitReason("await", "gate");

    private final Set<Parker> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean open;

    void await() throws InterruptedException {
        Parker parker = Parker.current();
        waiting.add(parker);
        try {
            while (!open) {
                parker.checkStop();
                parker.park(REASON);
            }
        } finally {
            waiting.remove(parker);
        }
    }

    void open() {
        open = true;
        nudge();
    }

    /** Wakes who waits, without letting it through. */
    void nudge() {
        waiting.forEach(Parker::unpark);
    }
}
