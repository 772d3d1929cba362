// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.HashSet;
import java.util.Set;

import org.kcoro.port.Port;

/**
 * A simulated port with a planted fault: an unpark that comes after a thread has looked for one,
 * and before it has parked, is lost.
 */
final class ForgetfulPort extends CountingPort {

    private final Set<Thread> notified = new HashSet<>();
    private final Set<Thread> parked = new HashSet<>();

    ForgetfulPort(Port port) {
        super(port);
    }

    private void park(Runnable sound) {
        Thread thread = Thread.currentThread();
        if (!notified.remove(thread)) {
            // Where others may run.
            port.nanoTime();
            notified.remove(thread);
            parked.add(thread);
            sound.run();
            parked.remove(thread);
        }
    }

    @Override
    public void park(Object blocker) {
        park(() -> port.park(blocker));
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        park(() -> port.parkUntil(blocker, deadlineNanos));
    }

    @Override
    public void unpark(Thread thread) {
        if (parked.contains(thread)) {
            port.unpark(thread);
        } else {
            notified.add(thread);
        }
    }
}
