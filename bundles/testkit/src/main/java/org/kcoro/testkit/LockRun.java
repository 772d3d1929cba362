// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextSwitcher;

/**
 * Pairs of bodies that wake one another by turns, and take a plain lock between any two
 * suspensions, on two workers, for long enough that all of it is compiled by C2.
 */
final class LockRun {

    static final int WORKERS = 2;
    private static final int PAIRS = 8;
    private static final int SPINS = 20;

    private final ReentrantLock lock;
    private final boolean ownThread;
    private final LongAdder overlaps = new LongAdder();
    private final LongAdder strangers = new LongAdder();
    private final List<TestedBody> bodies = new ArrayList<>();

    /** Guarded by the lock, and by nothing else. */
    private long count;

    private Thread inside;

    /**
     * @param ownThread whether the current thread must stay the same
     */
    LockRun(ReentrantLock lock, boolean ownThread) {
        this.lock = lock;
        this.ownThread = ownThread;
    }

    /** Two contexts, one of which has the turn. */
    private static final class Pair {
        private final Context[] contexts = new Context[2];
        private volatile int turn;

        void await(int mine) {
            while (turn != mine) {
                contexts[mine & 1].park();
            }
        }

        void pass(int mine) {
            turn = mine + 1;
            contexts[~mine & 1].unpark();
        }
    }

    /**
     * Runs it.
     *
     * @param meetings how often the two of each pair wake one another
     */
    void run(ContextSwitcher switcher, int meetings, Duration patience)
            throws InterruptedException {
        try (TurnWorkers workers = new TurnWorkers(switcher, WORKERS)) {
            for (int i = 0; i < PAIRS; i++) {
                Pair pair = new Pair();
                for (int side = 0; side < 2; side++) {
                    int first = side;
                    TestedBody body =
                            workers.body(
                                    "lock pair " + i + (side == 0 ? "a" : "b"),
                                    self -> side(pair, first, 2 * meetings));
                    pair.contexts[side] = body.context();
                    bodies.add(body);
                }
            }
            bodies.forEach(body -> body.context().start());
            workers.awaitEnd(patience);
        }
    }

    private void side(Pair pair, int first, int turns) {
        Thread self = Thread.currentThread();
        for (int mine = first; mine < turns; mine += 2) {
            pair.await(mine);
            enter(self);
            pair.pass(mine);
        }
    }

    private void enter(Thread self) {
        if (ownThread && Thread.currentThread() != self) {
            strangers.increment();
        }
        lock.lock();
        try {
            Thread current = Thread.currentThread();
            if (inside != null || !lock.isHeldByCurrentThread()) {
                overlaps.increment();
            }
            inside = current;
            count++;
            // Long enough for another one to come.
            for (int i = 0; i < SPINS; i++) {
                Thread.onSpinWait();
            }
            if (inside != current) {
                overlaps.increment();
            }
            inside = null;
        } finally {
            lock.unlock();
        }
    }

    /** How often one was inside that should not have been. */
    long overlaps() {
        return overlaps.sum();
    }

    /** How often the current thread was another one than at the beginning. */
    long strangers() {
        return strangers.sum();
    }

    /** How often the lock was taken, as counted under it. */
    long count() {
        return count;
    }

    static long expectedCount(int meetings) {
        return 2L * PAIRS * meetings;
    }

    /** How often a turn ran on another worker than the one before. */
    long migrations() {
        return bodies.stream().mapToLong(TestedBody::migrations).sum();
    }
}
