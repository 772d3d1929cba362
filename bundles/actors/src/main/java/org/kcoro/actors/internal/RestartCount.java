// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import org.kcoro.actors.Supervision;

/** The restarts of one actor, which decide whether and when there is another. Of its coroutine. */
final class RestartCount {

    /** What {@link #next} answers when there were too many. */
    static final long TOO_MANY = -1;

    /** Doubled more often than that, every back-off is longer than any time. */
    private static final int MAX_DOUBLINGS = 62;

    private static final double UNIT = 0x1.0p-53;
    private static final int UNUSED_BITS = 11;

    /** When the restarts within the window were decided, oldest first. */
    private final Deque<Long> recent = new ArrayDeque<>();

    /** Restarts since it has last run for long enough. */
    private int inARow;

    private long runningSince;

    /** The body begins to run. */
    void begun(long nowNanos) {
        runningSince = nowNanos;
    }

    /**
     * The body has failed.
     *
     * @param random any number
     * @return how long to wait before the restart, in nanoseconds, or {@link #TOO_MANY}
     */
    long next(Supervision.Restart restart, long nowNanos, long random) {
        long window = nanos(restart.window());
        while (!recent.isEmpty() && nowNanos - recent.peekFirst() > window) {
            recent.removeFirst();
        }
        if (recent.size() >= restart.maxRestarts()) {
            return TOO_MANY;
        }
        recent.addLast(nowNanos);
        long max = nanos(restart.maxBackoff());
        if (nowNanos - runningSince >= max) {
            inARow = 0;
        }
        long backoff = Math.min(nanos(restart.minBackoff()), max);
        for (int i = 0; i < Math.min(inARow, MAX_DOUBLINGS) && backoff < max; i++) {
            backoff = backoff > max / 2 ? max : 2 * backoff;
        }
        inARow++;
        double part = restart.jitter() * ((random >>> UNUSED_BITS) * UNIT);
        // A long backoff is rounded, perhaps up.
        return Math.min(max, (long) (backoff * (1 - part)));
    }

    private static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE / 2;
        }
    }
}
