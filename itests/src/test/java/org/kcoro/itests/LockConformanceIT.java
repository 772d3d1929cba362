// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kcoro.channels.Channel;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Ordinary Java between suspensions, compiled by C2, on two workers: a plain lock keeps its
 * promise, and the current thread is the same before and after each suspension. A bare continuation
 * that migrates fails this: C2 takes the current thread for a constant of a compiled frame.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockConformanceIT {

    private static final int WORKERS = 2;
    private static final int PAIRS = 8;

    /** What the coroutines of one run share. */
    private static final class Shared {
        private final Lock lock;
        private final Channel<Integer> channel = Channel.rendezvous("meeting");
        private final LongAdder overlaps = new LongAdder();
        private final LongAdder strangers = new LongAdder();
        private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

        /** Keeps a worker that bodies are bound to until another one has begun a body, too. */
        private final CountDownLatch spread = new CountDownLatch(WORKERS);

        /** Guarded by the lock, and by nothing else. */
        private long count;

        private Thread inside;

        Shared(Lock lock) {
            this.lock = lock;
        }

        void send(int times) throws InterruptedException {
            Thread self = begin();
            for (int i = 0; i < times; i++) {
                enter(self);
                channel.send(i);
            }
        }

        void receive(int times) throws InterruptedException {
            Thread self = begin();
            for (int i = 0; i < times; i++) {
                enter(self);
                channel.receive();
            }
        }

        private Thread begin() throws InterruptedException {
            Thread self = Thread.currentThread();
            if (threads.add(self)) {
                spread.countDown();
            }
            spread.await();
            return self;
        }

        private void enter(Thread self) {
            if (Thread.currentThread() != self) {
                strangers.increment();
            }
            lock.lock();
            try {
                if (inside != null
                        || (lock instanceof ReentrantLock held && !held.isHeldByCurrentThread())) {
                    overlaps.increment();
                }
                inside = self;
                count++;
                inside = null;
            } finally {
                lock.unlock();
            }
        }
    }

    private static Scheduler run(String switcher, Shared shared, int times) throws Exception {
        try (Scheduler scheduler =
                Scheduler.builder().switcher(switcher).workers(WORKERS).build()) {
            List<Coroutine<Void>> coroutines = new ArrayList<>();
            for (int i = 0; i < PAIRS; i++) {
                coroutines.add(scheduler.launch("sender", () -> shared.send(times)));
                coroutines.add(scheduler.launch("receiver", () -> shared.receive(times)));
            }
            for (Coroutine<Void> coroutine : coroutines) {
                coroutine.join();
            }
            return scheduler;
        }
    }

    /** Times as many meetings as make about two million suspensions; fewer under the slow one. */
    @ParameterizedTest
    @CsvSource({"virtual-thread,125000", "continuation,125000", "jdk,5000"})
    void aLockBetweenSuspensionsKeepsItsPromise(String switcher, int times) throws Exception {
        Shared shared = new Shared(new ReentrantLock());
        Scheduler scheduler = run(switcher, shared, times);
        assertEquals(switcher, scheduler.switcher());
        assertEquals(2L * PAIRS * times, shared.count);
        assertEquals(0, shared.overlaps.sum(), "overlaps");
        assertEquals(0, shared.strangers.sum(), "another thread after a suspension");
        if (switcher.equals("continuation")) {
            // Bound, and spread over both workers.
            assertEquals(WORKERS, shared.threads.size());
        } else {
            // Each on a thread of its own, some of which have migrated.
            assertEquals(2 * PAIRS, shared.threads.size());
            assertTrue(scheduler.counters().stealSuccesses() > 0, "nothing has migrated");
        }
    }

    /** The harness is red where the lock does nothing. */
    @Test
    void aLockThatLocksNothingIsFound() throws Exception {
        Shared shared =
                new Shared(
                        new ReentrantLock() {
                            private static final long serialVersionUID = 1L;

                            @Override
                            public void lock() {}

                            @Override
                            public void unlock() {}

                            @Override
                            public boolean isHeldByCurrentThread() {
                                return true;
                            }
                        });
        int times = 125_000;
        run("virtual-thread", shared, times);
        assertTrue(
                shared.overlaps.sum() > 0 || shared.count != 2L * PAIRS * times,
                "neither an overlap nor a lost count");
    }
}
