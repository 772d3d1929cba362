// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation;

import java.util.ArrayList;
import java.util.List;

import org.kcoro.port.Port;

/** Threads of a port that are waited for by its means alone. */
final class Crew {

    private final Port port;
    private final Thread waiting = Thread.currentThread();
    private volatile int left;

    private Crew(Port port, int left) {
        this.port = port;
        this.left = left;
    }

    /** Runs bodies, each on a thread of its own named t1, t2, …; returns when all have ended. */
    static void runAll(Port port, Runnable... bodies) {
        Crew crew = new Crew(port, bodies.length);
        for (Thread thread : crew.threads(bodies)) {
            thread.start();
        }
        while (crew.left > 0) {
            port.park("crew");
        }
    }

    private List<Thread> threads(Runnable... bodies) {
        List<Thread> threads = new ArrayList<>();
        for (Runnable body : bodies) {
            threads.add(
                    port.newThread(
                            "t" + (threads.size() + 1),
                            () -> {
                                body.run();
                                ended();
                            }));
        }
        return threads;
    }

    private void ended() {
        synchronized (this) {
            left--;
        }
        port.unpark(waiting);
    }
}
