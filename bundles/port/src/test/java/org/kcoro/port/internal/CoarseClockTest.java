// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.port.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CoarseClockTest {

    /** The system's port, which notes the threads that it makes. */
    private static final class Noting extends SystemPort {
        private final List<Thread> threads = new CopyOnWriteArrayList<>();
        private volatile long frozen = Long.MIN_VALUE;

        @Override
        public long nanoTime() {
            return frozen == Long.MIN_VALUE ? super.nanoTime() : frozen;
        }

        @Override
        public Thread newThread(String name, Runnable body) {
            Thread thread = super.newThread(name, body);
            threads.add(thread);
            return thread;
        }
    }

    private final Noting port = new Noting();
    private final CoarseClock clock = new CoarseClock(port);

    private Thread readUntilItHasAThread() {
        int before = port.threads.size();
        while (port.threads.size() == before) {
            clock.nanoTime();
        }
        return port.threads.get(before);
    }

    @Test
    void oneThatIsReadSeldomIsExactAndHasNoThread() {
        for (long time : new long[] {1, 10_000_000, 20_000_000, 20_000_001}) {
            port.frozen = time;
            assertEquals(time, clock.nanoTime());
        }
        assertEquals(List.of(), port.threads);
    }

    @Test
    void oneThatIsReadOftenHasAThreadWhichEndsWhenItIsNot() throws Exception {
        for (int round = 0; round < 3; round++) {
            Thread thread = readUntilItHasAThread();
            assertTrue(thread.isDaemon());
            thread.join();
            assertEquals(round + 1, port.threads.size());
        }
    }

    @Test
    void itGoesForwardAndIsNeverAhead() {
        readUntilItHasAThread();
        long first = clock.nanoTime();
        long last = first;
        // As long as it takes to see it move on a few times, with its thread or without.
        int moves = 0;
        while (moves < 10) {
            long time = clock.nanoTime();
            assertTrue(time - last >= 0, "it went back");
            assertTrue(port.nanoTime() - time >= 0, "it is ahead");
            moves += time != last ? 1 : 0;
            last = time;
        }
        assertNotEquals(first, last);
    }
}
