// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SemaphoreTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void permitsAreCounted() throws Exception {
        Semaphore semaphore = new Semaphore("of the test", 3);
        assertEquals("of the test", semaphore.name());
        semaphore.acquire();
        semaphore.acquire(2);
        assertEquals(0, semaphore.availablePermits());
        assertFalse(semaphore.tryAcquire(1));
        assertFalse(semaphore.tryAcquire(1, Duration.ZERO));
        assertFalse(semaphore.tryAcquire(1, Duration.ofNanos(-5)));
        assertFalse(semaphore.tryAcquire(1, Duration.ofMillis(1)));
        assertEquals(0, semaphore.waiting());
        semaphore.release(2);
        assertTrue(semaphore.tryAcquire(2));
        // Anybody may release, and add.
        Rig.get(
                Rig.thread(
                        "adds",
                        () -> {
                            semaphore.release(10);
                            return null;
                        }));
        assertTrue(semaphore.tryAcquire(10, HOUR));
        assertTrue(semaphore.toString().contains("of the test (0 permits"), semaphore::toString);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void permitsThatAreNoneAreRefused(int permits) {
        Semaphore semaphore = new Semaphore("of the test", 1);
        for (org.junit.jupiter.api.function.Executable misuse :
                List.<org.junit.jupiter.api.function.Executable>of(
                        () -> semaphore.acquire(permits),
                        () -> semaphore.tryAcquire(permits),
                        () -> semaphore.tryAcquire(permits, HOUR),
                        () -> semaphore.tryAcquire(permits, Duration.ZERO),
                        () -> semaphore.release(permits))) {
            String message = assertThrows(IllegalArgumentException.class, misuse).getMessage();
            assertTrue(message.contains("of the test"), message);
            assertTrue(message.contains("" + permits), message);
        }
        assertEquals(1, semaphore.availablePermits());
    }

    @Test
    void moreThanItCanCountIsRefused() {
        Semaphore semaphore = new Semaphore("of the test", Integer.MAX_VALUE);
        String message = assertThrows(IllegalStateException.class, semaphore::release).getMessage();
        assertTrue(message.contains("of the test"), message);
        assertThrows(IllegalStateException.class, () -> semaphore.release(Integer.MAX_VALUE));
        assertEquals(Integer.MAX_VALUE, semaphore.availablePermits());
        message =
                assertThrows(IllegalArgumentException.class, () -> new Semaphore("negative", -1))
                        .getMessage();
        assertTrue(message.contains("negative") && message.contains("-1"), message);
        assertThrows(NullPointerException.class, () -> new Semaphore(null, 1));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void whoComesFirstIsServedFirst(Machine machine) throws Exception {
        int count = 30;
        Semaphore semaphore = new Semaphore("fair", 0);
        try (Rig rig = new Rig(machine)) {
            List<Integer> order = new ArrayList<>();
            List<Callable<Object>> ends = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                int wanted = 1 + i % 4;
                Callable<Void> body =
                        () -> {
                            semaphore.acquire(wanted);
                            order.add(number);
                            return null;
                        };
                switch (i % 3) {
                    case 0 -> ends.add(rig.call("waits", body)::join);
                    case 1 -> ends.add(Rig.thread("waits", body)::get);
                    default -> ends.add(Rig.virtualThread("waits", body)::get);
                }
                awaitWaiting(semaphore, number + 1);
            }
            for (int i = 0; i < count; i++) {
                // Exactly what the first of them wants.
                semaphore.release(1 + i % 4);
                ends.get(i).call();
                assertEquals(i + 1, order.size());
                assertEquals(i, order.get(i));
            }
        }
    }

    private static void awaitWaiting(Semaphore semaphore, int count) {
        while (semaphore.waiting() < count) {
            Thread.yield();
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void oneThatWantsManyIsNotOvertaken(Machine machine) throws Exception {
        Semaphore semaphore = new Semaphore("fair", 2);
        try (Rig rig = new Rig(machine)) {
            Coroutine<Void> wide = rig.launch("wants three", () -> semaphore.acquire(3));
            rig.settle();
            Coroutine<Void> narrow = rig.launch("wants one", semaphore::acquire);
            rig.settle();
            assertEquals(CoroutineState.PARKED, narrow.state());
            assertFalse(semaphore.tryAcquire(1));
            semaphore.release();
            wide.join();
            assertEquals(CoroutineState.PARKED, narrow.state());
            semaphore.release();
            narrow.join();
            assertEquals(0, semaphore.availablePermits());
        }
    }

    /** The one that held up the others goes: they are served. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void thoseBehindOneThatGivesUpAreServed(Machine machine) throws Exception {
        for (boolean byDeadline : new boolean[] {true, false}) {
            Semaphore semaphore = new Semaphore("fair", 2);
            try (Rig rig = new Rig(machine)) {
                Coroutine<?> wide =
                        rig.call(
                                "wants three",
                                () ->
                                        semaphore.tryAcquire(
                                                3, byDeadline ? Duration.ofMillis(1) : HOUR));
                List<Coroutine<Void>> narrow = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    narrow.add(rig.launch("wants one", semaphore::acquire));
                }
                if (!byDeadline) {
                    rig.settle();
                    wide.cancel();
                }
                Rig.ended(wide);
                narrow.get(0).join();
                narrow.get(1).join();
                rig.settle();
                assertEquals(1, semaphore.waiting());
                assertEquals(CoroutineState.PARKED, narrow.get(2).state());
                semaphore.release();
                narrow.get(2).join();
            }
        }
    }

    /** Never more inside than there are permits; none is lost. */
    @ParameterizedTest
    @MethodSource(ALL)
    void permitsBoundThoseInside(Machine machine) {
        Seeded.run(
                random -> {
                    int permits = 1 + random.nextInt(4);
                    Semaphore semaphore = new Semaphore("bound", permits);
                    AtomicInteger inside = new AtomicInteger();
                    try (Rig rig = new Rig(machine)) {
                        List<Coroutine<Void>> coroutines = new ArrayList<>();
                        for (int i = 0; i < 20; i++) {
                            SplittableRandom own = random.split();
                            coroutines.add(
                                    rig.launch(
                                            "enters",
                                            () -> enter(semaphore, permits, inside, own)));
                        }
                        SplittableRandom own = random.split();
                        FutureTask<Void> thread =
                                Rig.thread(
                                        "enters",
                                        () -> {
                                            enter(semaphore, permits, inside, own);
                                            return null;
                                        });
                        Rig.get(thread);
                        for (Coroutine<Void> coroutine : coroutines) {
                            coroutine.join();
                        }
                    }
                    assertEquals(permits, semaphore.availablePermits());
                    assertEquals(0, semaphore.waiting());
                });
    }

    private static void enter(
            Semaphore semaphore, int permits, AtomicInteger inside, SplittableRandom random)
            throws InterruptedException {
        for (int i = 0; i < Effort.of(100, 5_000); i++) {
            int wanted = 1 + random.nextInt(permits);
            if (random.nextInt(3) > 0) {
                semaphore.acquire(wanted);
            } else if (!semaphore.tryAcquire(wanted, Duration.ofNanos(random.nextInt(50_000)))) {
                continue;
            }
            try {
                assertTrue(inside.addAndGet(wanted) <= permits);
                if (random.nextBoolean()) {
                    Coroutine.yield();
                }
            } finally {
                inside.addAndGet(-wanted);
                semaphore.release(wanted);
            }
        }
    }

    /** Grants meet cancels and deadlines: every permit is had by one, or is still there. */
    @ParameterizedTest
    @MethodSource(ALL)
    void grantMeetsCancelAndDeadline(Machine machine) {
        int rounds = Effort.of(machine.is("virtual-thread") ? 20_000 : 3_000, 300_000);
        Seeded.run(
                random -> {
                    Semaphore semaphore = new Semaphore("kept", 0);
                    AtomicInteger had = new AtomicInteger();
                    try (Rig rig = new Rig(machine)) {
                        List<Coroutine<Void>> waiters = new ArrayList<>();
                        for (int i = 0; i < rounds; i++) {
                            boolean timed = random.nextInt(8) == 0;
                            Duration timeout = Duration.ofNanos(1 + random.nextInt(100_000));
                            waiters.add(
                                    rig.launch(
                                            "waits",
                                            () -> acquire(semaphore, timed, timeout, had)));
                        }
                        FutureTask<Void> releasing =
                                Rig.thread(
                                        "releases",
                                        () -> {
                                            for (int i = 0; i < rounds; i++) {
                                                semaphore.release();
                                            }
                                            return null;
                                        });
                        for (int i = 0; i < rounds; i += 1 + random.nextInt(3)) {
                            waiters.get(i).cancel();
                        }
                        Rig.get(releasing);
                        for (Coroutine<Void> waiter : waiters) {
                            waiter.join();
                        }
                    }
                    assertEquals(rounds, had.get() + semaphore.availablePermits());
                    assertEquals(0, semaphore.waiting());
                });
    }

    private static void acquire(
            Semaphore semaphore, boolean timed, Duration timeout, AtomicInteger had)
            throws InterruptedException {
        try {
            if (timed) {
                had.addAndGet(semaphore.tryAcquire(1, timeout) ? 1 : 0);
            } else {
                semaphore.acquire();
                had.incrementAndGet();
            }
        } catch (CancellationException e) {
            // It has none.
        }
    }

    /** What the one before did is seen by the next. */
    @ParameterizedTest
    @MethodSource(ALL)
    void aReleaseShowsWhatCameBefore(Machine machine) throws Exception {
        int rounds = 500;
        try (Rig rig = new Rig(machine)) {
            Semaphore ping = new Semaphore("ping", 0);
            Semaphore pong = new Semaphore("pong", 0);
            int[] plain = new int[1];
            Coroutine<Void> other =
                    rig.launch(
                            "other",
                            () -> {
                                for (int i = 0; i < rounds; i++) {
                                    ping.acquire();
                                    assertEquals(2 * i + 1, plain[0]);
                                    plain[0]++;
                                    pong.release();
                                }
                            });
            rig.in(
                    () -> {
                        for (int i = 0; i < rounds; i++) {
                            assertEquals(2 * i, plain[0]);
                            plain[0]++;
                            ping.release();
                            pong.acquire();
                        }
                        return null;
                    });
            other.join();
        }
    }
}
