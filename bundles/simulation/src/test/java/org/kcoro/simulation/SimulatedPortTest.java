// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kcoro.port.MachineThread;
import org.kcoro.port.Port;
import org.kcoro.simulation.internal.Machine;
import org.kcoro.simulation.internal.MachineRun;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The simulated port keeps what {@link Port} promises. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedPortTest {

    private static final int SEEDS = 100;
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private static void sleep(Port port, long nanos) {
        long deadline = port.nanoTime() + nanos;
        while (deadline - port.nanoTime() > 0) {
            port.parkUntil("sleep", deadline);
        }
    }

    private static void withoutSpuriousWakeUps(SimulationBody body) {
        Simulation.builder().spuriousWakeUps(false).explore(0, SEEDS, body);
    }

    @Test
    void anHourPassesWhenNobodyCanRun() {
        SimulationTrace trace = Simulation.run(3, port -> sleep(port, HOUR));
        assertTrue(trace.elapsedNanos() >= HOUR, trace::toString);
        assertTrue(trace.elapsedNanos() < HOUR + 1_000_000, trace::toString);
    }

    @Test
    void sleepersWakeInTheOrderOfTheirDeadlines() {
        Simulation.explore(
                SEEDS,
                port -> {
                    List<Integer> woken = new ArrayList<>();
                    Crew.runAll(
                            port,
                            () -> {
                                sleep(port, 3 * HOUR);
                                woken.add(3);
                            },
                            () -> {
                                sleep(port, HOUR);
                                woken.add(1);
                            },
                            () -> {
                                sleep(port, 2 * HOUR);
                                woken.add(2);
                            });
                    assertEquals(List.of(1, 2, 3), woken);
                });
    }

    @Test
    void aTimedParkEndsAtItsDeadlineAndNotBefore() {
        withoutSpuriousWakeUps(
                port -> {
                    long deadline = port.nanoTime() + HOUR;
                    port.parkUntil("an hour", deadline);
                    assertTrue(port.nanoTime() - deadline >= 0);
                    port.parkUntil("the past", deadline);
                    assertTrue(port.nanoTime() - deadline < HOUR);
                });
    }

    @Test
    void unparksBeforeAParkAreKeptOnce() {
        withoutSpuriousWakeUps(
                port -> {
                    port.unpark(Thread.currentThread());
                    port.unpark(Thread.currentThread());
                    port.park("kept");
                    long deadline = port.nanoTime() + HOUR;
                    port.parkUntil("not kept", deadline);
                    assertTrue(port.nanoTime() - deadline >= 0);
                });
    }

    private static int earlyReturns(boolean spuriousWakeUps) {
        int[] early = new int[1];
        Simulation.builder()
                .spuriousWakeUps(spuriousWakeUps)
                .run(
                        1,
                        port -> {
                            for (int i = 0; i < 1_000; i++) {
                                long deadline = port.nanoTime() + HOUR;
                                port.parkUntil("an hour", deadline);
                                if (deadline - port.nanoTime() > 0) {
                                    early[0]++;
                                }
                            }
                        });
        return early[0];
    }

    @Test
    void aParkReturnsEarlyAtTimes() {
        int early = earlyReturns(true);
        assertTrue(early > 0 && early < 500, () -> early + " of 1000");
        assertEquals(0, earlyReturns(false));
    }

    @Test
    void anInterruptEndsAParkAndIsKept() {
        withoutSpuriousWakeUps(
                port -> {
                    Thread main = Thread.currentThread();
                    port.newThread("interrupts", main::interrupt).start();
                    port.park("interrupt");
                    assertTrue(main.isInterrupted());
                    port.park("an interrupted thread does not park");
                    assertTrue(Thread.interrupted());
                });
    }

    @Test
    void anInterruptedThreadPassesPointsWithItsFlag() {
        Simulation.explore(
                SEEDS,
                port -> {
                    Runnable body =
                            () -> {
                                Thread.currentThread().interrupt();
                                for (int i = 0; i < 5; i++) {
                                    port.nanoTime();
                                }
                                assertTrue(Thread.interrupted());
                            };
                    Crew.runAll(port, body, body);
                });
    }

    /** Else the others could not come to their next scheduling point. */
    @Test
    void whoHoldsAMonitorGoesOn() {
        Simulation.explore(
                SEEDS,
                port -> {
                    Object monitor = new Object();
                    int[] inside = new int[1];
                    Runnable body =
                            () -> {
                                for (int i = 0; i < 5; i++) {
                                    synchronized (monitor) {
                                        inside[0]++;
                                        port.unpark(Thread.currentThread());
                                        assertEquals(1, inside[0]--);
                                    }
                                    port.nanoTime();
                                }
                            };
                    Crew.runAll(port, body, body, body);
                });
    }

    @Test
    void aThreadIsANamedDaemonOfTheMachine() {
        Simulation.run(
                1,
                port -> {
                    Thread thread = port.newThread("a name", () -> {});
                    assertEquals("a name", thread.getName());
                    assertTrue(thread.isDaemon());
                    assertEquals(Thread.State.NEW, thread.getState());
                    assertSame(port, ((MachineThread) thread).port());
                    assertSame(Port.class.getClassLoader(), thread.getContextClassLoader());
                    thread.start();
                    assertThrows(IllegalThreadStateException.class, thread::start);
                });
    }

    /**
     * A thread outside reads and wakes, but does not take part. The thread whose turn it is waits
     * for it, so that the run is not stuck before.
     */
    @Test
    void aThreadOutsideMayUnparkButNotPark() throws Exception {
        AtomicReference<String> refused = new AtomicReference<>();
        withoutSpuriousWakeUps(
                port -> {
                    Thread main = Thread.currentThread();
                    FutureTask<Void> outside =
                            new FutureTask<>(
                                    () -> {
                                        port.nanoTime();
                                        port.nextRandom();
                                        refused.set(
                                                assertThrows(
                                                                IllegalStateException.class,
                                                                () -> port.park("outside"))
                                                        .getMessage());
                                        port.unpark(main);
                                    },
                                    null);
                    port.newThread(
                                    "lets-it",
                                    () -> {
                                        Port.system().newThread("outsider", outside).start();
                                        assertDoesNotThrow(() -> outside.get());
                                    })
                            .start();
                    port.park("outsider");
                });
        assertTrue(refused.get().contains("outsider"), refused.get());
    }

    @Test
    void aThreadOfAnotherMachineIsUnparkedByItsOwn() throws Exception {
        CountDownLatch parked = new CountDownLatch(1);
        Thread thread =
                Port.system()
                        .newThread(
                                "real",
                                () -> {
                                    parked.countDown();
                                    Port.system().park("simulation");
                                });
        thread.start();
        parked.await();
        Simulation.run(1, port -> port.unpark(thread));
        thread.join();
    }

    /** The run is given up, for nobody could go on; the thread unwinds once it can. */
    @Test
    void whoHasTheTurnAndWaitsElsewhereIsNamed() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicReference<Thread> main = new AtomicReference<>();
        Machine machine = new Machine(1, ChoiceStrategy.uniform(), 100, true);
        Throwable failure =
                new MachineRun(machine, Duration.ofMillis(1))
                        .run(
                                port -> {
                                    main.set(Thread.currentThread());
                                    never.await();
                                    port.nanoTime();
                                });
        assertNotNull(failure);
        assertEquals(SimulationStuckException.class, failure.getClass());
        assertTrue(failure.getMessage().contains("main"), failure::getMessage);
        assertTrue(
                List.of(failure.getStackTrace()).toString().contains("CountDownLatch.await"),
                () -> List.of(failure.getStackTrace()).toString());
        never.countDown();
        main.get().join();
        assertFalse(main.get().isAlive());
    }

    @Test
    void aRunThatIsWaitedForInSmallPiecesIsLeftAlone() {
        Machine machine = new Machine(1, ChoiceStrategy.uniform(), Integer.MAX_VALUE, true);
        assertNull(
                new MachineRun(machine, Duration.ofMillis(5))
                        .run(
                                port -> {
                                    // Longer than many looks at it.
                                    long end = System.nanoTime() + 100_000_000;
                                    while (System.nanoTime() - end < 0) {
                                        port.nextRandom();
                                    }
                                }));
    }

    /** The lock of java.util.concurrent is one that the machine does not see. */
    @Test
    void theCoarseClockIsReadUnderLocks() {
        Simulation.builder()
                .explore(
                        0,
                        100,
                        port -> {
                            ReentrantLock lock = new ReentrantLock();
                            Runnable stamps =
                                    () -> {
                                        port.nanoTime();
                                        lock.lock();
                                        try {
                                            long once = port.coarseNanoTime();
                                            assertEquals(once, port.coarseNanoTime());
                                        } finally {
                                            lock.unlock();
                                        }
                                        assertTrue(
                                                port.coarseNanoTime() - port.nanoTime() <= 0,
                                                "never ahead");
                                    };
                            Crew.runAll(port, stamps, stamps, stamps);
                        });
    }
}
