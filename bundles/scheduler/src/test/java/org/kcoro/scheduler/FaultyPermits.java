// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Permits with planted faults. */
class FaultyPermits implements SimulatedLocks.Permits {

    final SimulatedLocks.Permits sound;

    private FaultyPermits(SimulatedLocks.Permits sound) {
        this.sound = sound;
    }

    /** Every fifth release is lost. */
    static FaultyPermits losing(String name, int permits) {
        return new FaultyPermits(SimulatedLocks.semaphore(name, permits)) {
            private int releases;

            @Override
            public void release(int released) {
                if (++releases % 5 != 0) {
                    super.release(released);
                }
            }
        };
    }

    /** Who times out is told that it has the permits. */
    static FaultyPermits granting(String name, int permits) {
        return new FaultyPermits(SimulatedLocks.semaphore(name, permits)) {
            @Override
            public boolean tryAcquire(int wanted, Duration timeout) throws InterruptedException {
                super.tryAcquire(wanted, timeout);
                return true;
            }
        };
    }

    /** Who comes last is served first. */
    static FaultyPermits unfair(String name, int permits) {
        return new FaultyPermits(SimulatedLocks.semaphore(name, permits)) {
            private final Deque<Latch> last = new ArrayDeque<>();

            @Override
            public void acquire(int wanted) throws InterruptedException {
                while (!sound.tryAcquire(wanted, Duration.ZERO)) {
                    Latch turn = new Latch("turn", 1);
                    last.push(turn);
                    try {
                        turn.await();
                    } finally {
                        last.remove(turn);
                        wakeLast();
                    }
                }
            }

            @Override
            public void release(int released) {
                super.release(released);
                wakeLast();
            }

            private void wakeLast() {
                if (!last.isEmpty() && available() > 0) {
                    last.pop().countDown();
                }
            }
        };
    }

    @Override
    public void acquire(int wanted) throws InterruptedException {
        sound.acquire(wanted);
    }

    @Override
    public boolean tryAcquire(int wanted, Duration timeout) throws InterruptedException {
        return sound.tryAcquire(wanted, timeout);
    }

    @Override
    public void release(int released) {
        sound.release(released);
    }

    @Override
    public int available() {
        return sound.available();
    }
}
