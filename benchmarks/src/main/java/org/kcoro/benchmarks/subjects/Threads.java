// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Platform threads that a floor runs on. */
final class Threads {

    private Threads() {}

    /** What a thread adds to a sum. */
    interface Part {
        long run() throws Throwable;
    }

    /** The sum of what so many threads at once answer. */
    static long sum(int count, Part part) throws InterruptedException {
        AtomicLong sum = new AtomicLong();
        run(
                count,
                () -> {
                    try {
                        sum.addAndGet(part.run());
                    } catch (Throwable e) {
                        throw new IllegalStateException(e);
                    }
                });
        return sum.get();
    }

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
