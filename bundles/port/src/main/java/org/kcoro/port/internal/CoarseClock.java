// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.port.internal;

import java.util.concurrent.locks.LockSupport;

import org.kcoro.port.Port;

/**
 * A clock that many read often: a thread of its own writes the exact time down, and all others read
 * it. The thread runs only while the clock is read often; otherwise each reading is exact, so that
 * an idle process has neither a thread nor wake-ups from it.
 */
final class CoarseClock {

    /** Half of what a reading may be late, for the thread may be late too. */
    private static final long TICK_NANOS = 500_000;

    /** Readings less than a tick apart, in a row, that make it worth a thread. */
    private static final int READINGS_TO_START = 1_000;

    /** Ticks in a row that nobody has read, after which the thread ends. */
    private static final int UNREAD_TICKS_TO_STOP = 20;

    /** The time while no thread writes it. */
    private static final long STOPPED = Long.MIN_VALUE;

    private final Port port;

    private volatile long now = STOPPED;

    /** Whether the last tick was read. Written where it changes only: it is read by all. */
    private volatile boolean read;

    // How often it is read while no thread runs. Racy: a lost update delays the start.

    private long lastExactNanos;
    private int readingsInARow;

    CoarseClock(Port port) {
        this.port = port;
    }

    long nanoTime() {
        long time = now;
        if (time == STOPPED) {
            return exactNanoTime();
        }
        if (!read) {
            read = true;
        }
        return time;
    }

    private long exactNanoTime() {
        long time = port.nanoTime();
        readingsInARow = time - lastExactNanos < TICK_NANOS ? readingsInARow + 1 : 0;
        lastExactNanos = time;
        if (readingsInARow >= READINGS_TO_START) {
            start();
        }
        return time;
    }

    private synchronized void start() {
        if (now == STOPPED) {
            readingsInARow = 0;
            read = true;
            Thread thread = port.newThread("kcoro-clock", this::run);
            now = port.nanoTime();
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                // No thread to be had: each reading stays exact.
                now = STOPPED;
            }
        }
    }

    private void run() {
        int unread = 0;
        while (unread < UNREAD_TICKS_TO_STOP) {
            LockSupport.parkNanos(this, TICK_NANOS);
            unread = read ? 0 : unread + 1;
            read = false;
            now = port.nanoTime();
        }
        now = STOPPED;
    }
}
