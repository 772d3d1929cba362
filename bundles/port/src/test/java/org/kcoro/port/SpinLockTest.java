// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.port;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpinLockTest {

    private static final int ROUNDS = 20_000;

    /** Guarded by the lock, and by nothing else. */
    private long count;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void onlyOneIsInside(int threads) throws Exception {
        assertEquals((long) threads * ROUNDS, count(threads, new SpinLock()));
    }

    private long count(int threads, SpinLock lock) throws Exception {
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            // Every other one is a virtual thread, as coroutines are.
            FutureTask<Void> task = new FutureTask<>(() -> countUp(lock), null);
            (i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual()).start(task);
            tasks.add(task);
        }
        for (FutureTask<Void> task : tasks) {
            task.get();
        }
        return count;
    }

    private void countUp(SpinLock lock) {
        for (int i = 0; i < ROUNDS; i++) {
            lock.lock();
            try {
                count++;
            } finally {
                lock.unlock();
            }
        }
    }
}
