// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

/** Virtual threads on the JDK's scheduler; the JVM's options bound the number of carriers. */
final class VirtualThreads {

    private VirtualThreads() {}

    /** Runs bodies, each in a thread of its own, and waits for their end. */
    static void run(List<Conduits.Body> bodies) throws Exception {
        List<FutureTask<Void>> started = new ArrayList<>();
        for (Conduits.Body body : bodies) {
            FutureTask<Void> task =
                    new FutureTask<>(
                            () -> {
                                body.run();
                                return null;
                            });
            started.add(task);
            Thread.startVirtualThread(task);
        }
        for (FutureTask<Void> task : started) {
            task.get();
        }
    }
}
