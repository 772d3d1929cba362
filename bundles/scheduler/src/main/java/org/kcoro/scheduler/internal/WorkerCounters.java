// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.util.concurrent.atomic.AtomicLongArray;

/** What one worker has counted. Its thread alone writes; any thread reads. */
final class WorkerCounters {

    static final int FAST_PATH_HITS = 0;
    static final int FAST_PATH_MISSES = 1;
    static final int STEAL_PROBES = 2;
    static final int STEAL_SUCCESSES = 3;
    static final int STEAL_FAILURES = 4;
    static final int INJECTION_PULLS = 5;

    /** Number of counters. */
    static final int LENGTH = 6;

    /** Room on both sides, so that the counters of two workers share no cache line. */
    private static final int PADDING = 16;

    private final AtomicLongArray counts = new AtomicLongArray(PADDING + LENGTH + PADDING);

    void count(int counter) {
        int index = PADDING + counter;
        counts.setRelease(index, counts.getPlain(index) + 1);
    }

    void addTo(long[] sums) {
        for (int i = 0; i < LENGTH; i++) {
            sums[i] += counts.getAcquire(PADDING + i);
        }
    }
}
