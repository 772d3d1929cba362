// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.ArrayList;
import java.util.List;

/** Platform threads that a floor runs on. */
final class Threads {

    private Threads() {}

    /** Runs an action on so many threads at once, and waits for their end. */
    static void run(int count, Runnable action) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofPlatform().start(action));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
