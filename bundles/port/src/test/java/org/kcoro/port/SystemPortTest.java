// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.port;

import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SystemPortTest {

    private static final InheritableThreadLocal<String> INHERITABLE =
            new InheritableThreadLocal<>();

    private final Port port = Port.system();

    /** What a body that runs on a new thread of the port answers or throws. */
    private <T> T onNewThread(java.util.concurrent.Callable<T> body) throws Exception {
        FutureTask<T> task = new FutureTask<>(body);
        port.newThread("port-test", task).start();
        return task.get();
    }

    @Test
    void aThreadIsANamedPlatformDaemonThatHasNotStarted() {
        Thread thread = port.newThread("a name", () -> {});
        assertEquals("a name", thread.getName());
        assertTrue(thread.isDaemon());
        assertFalse(thread.isVirtual());
        assertEquals(Thread.State.NEW, thread.getState());
    }

    @Test
    void aThreadRunsItsBodyOnItself() throws Exception {
        FutureTask<Thread> task = new FutureTask<>(Thread::currentThread);
        Thread thread = port.newThread("runs", task);
        thread.start();
        assertSame(thread, task.get());
        thread.join();
    }

    @Test
    void aThreadDoesNotKeepTheClassLoaderOfItsMaker() throws Exception {
        Thread maker = Thread.currentThread();
        ClassLoader before = maker.getContextClassLoader();
        ClassLoader bundles = new ClassLoader(before) {};
        maker.setContextClassLoader(bundles);
        try {
            assertSame(
                    Port.class.getClassLoader(),
                    onNewThread(() -> Thread.currentThread().getContextClassLoader()));
        } finally {
            maker.setContextClassLoader(before);
        }
    }

    @Test
    void aThreadInheritsNoThreadLocals() throws Exception {
        INHERITABLE.set("the maker's");
        try {
            assertNull(onNewThread(INHERITABLE::get));
        } finally {
            INHERITABLE.remove();
        }
    }

    @Test
    void anUnparkBeforeTheParkIsKept() throws Exception {
        String end =
                onNewThread(
                        () -> {
                            for (int i = 0; i < 1_000; i++) {
                                port.unpark(Thread.currentThread());
                                port.park(this);
                            }
                            return "returned";
                        });
        assertEquals("returned", end);
    }

    /** Two threads hand a turn to one another; a wake-up that is lost leaves both parked. */
    @Test
    void noUnparkIsLost() throws Exception {
        int rounds = 10_000;
        Baton baton = new Baton();
        FutureTask<Long> even = new FutureTask<>(() -> baton.play(0, rounds));
        FutureTask<Long> odd = new FutureTask<>(() -> baton.play(1, rounds));
        baton.players[0] = port.newThread("even", even);
        baton.players[1] = port.newThread("odd", odd);
        baton.players[0].start();
        baton.players[1].start();
        long evens = even.get();
        long odds = odd.get();
        assertEquals(rounds, baton.turn);
        assertEquals(LongStream.range(0, rounds).filter(i -> i % 2 == 0).sum(), evens);
        assertEquals(LongStream.range(0, rounds).filter(i -> i % 2 == 1).sum(), odds);
    }

    private final class Baton {
        private final Thread[] players = new Thread[2];
        private volatile int turn;

        long play(int side, int rounds) {
            long sum = 0;
            for (int mine = side; mine < rounds; mine += 2) {
                while (turn != mine) {
                    port.park(this);
                }
                sum += mine;
                turn = mine + 1;
                port.unpark(players[1 - side]);
            }
            return sum;
        }
    }

    @Test
    void anInterruptedThreadDoesNotParkAndKeepsItsFlag() throws Exception {
        boolean flag =
                onNewThread(
                        () -> {
                            Thread.currentThread().interrupt();
                            port.park(this);
                            port.parkUntil(this, port.nanoTime() + 3_600_000_000_000L);
                            return Thread.interrupted();
                        });
        assertTrue(flag);
    }

    @Test
    void aDeadlineThatHasPassedDoesNotPark() throws Exception {
        String end =
                onNewThread(
                        () -> {
                            port.parkUntil(this, port.nanoTime());
                            port.parkUntil(this, port.nanoTime() - 3_600_000_000_000L);
                            return "returned";
                        });
        assertEquals("returned", end);
    }

    @Test
    void aDeadlineDoesNotConsumeAnUnparkWhenItHasPassed() throws Exception {
        String end =
                onNewThread(
                        () -> {
                            port.unpark(Thread.currentThread());
                            port.parkUntil(this, port.nanoTime() - 1);
                            port.park(this);
                            return "returned";
                        });
        assertEquals("returned", end);
    }

    /** A park may return spuriously, so a few early returns prove nothing; a rule does. */
    @Test
    void aTimedParkEndsAtItsDeadlineAndNotBefore() throws Exception {
        int trials = 20;
        int early =
                onNewThread(
                        () -> {
                            int earlyOnes = 0;
                            for (int i = 0; i < trials; i++) {
                                long deadline = port.nanoTime() + 1_700_000 + i;
                                port.parkUntil(this, deadline);
                                earlyOnes += port.nanoTime() - deadline < 0 ? 1 : 0;
                            }
                            return earlyOnes;
                        });
        assertTrue(early < trials / 2, () -> early + " of " + trials + " were early");
    }

    @Test
    void timeNeverGoesBack() {
        long last = port.nanoTime();
        for (int i = 0; i < 100_000; i++) {
            long now = port.nanoTime();
            assertTrue(now - last >= 0, "went back");
            last = now;
        }
    }

    @Test
    void randomNumbersDiffer() {
        // Two equal ones among 100 have a chance of one in 3.7e15.
        assertEquals(100, LongStream.generate(port::nextRandom).limit(100).distinct().count());
    }
}
