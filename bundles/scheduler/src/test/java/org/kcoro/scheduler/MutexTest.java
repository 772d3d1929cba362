// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MutexTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    private static final Duration HOUR = Duration.ofHours(1);

    private final Mutex mutex = new Mutex("of the test");

    @Test
    void itIsLockedByOneAtATime() throws Exception {
        assertEquals("of the test", mutex.name());
        assertFalse(mutex.isLocked());
        mutex.lock();
        assertTrue(mutex.isLocked());
        assertFalse(Rig.get(Rig.thread("tries", () -> mutex.tryLock())));
        assertFalse(Rig.get(Rig.thread("tries", () -> mutex.tryLock(Duration.ofMillis(1)))));
        assertFalse(Rig.get(Rig.thread("tries", () -> mutex.tryLock(Duration.ZERO))));
        mutex.unlock();
        assertFalse(mutex.isLocked());
        assertTrue(mutex.tryLock());
        mutex.unlock();
        assertTrue(mutex.tryLock(HOUR));
        mutex.unlock();
        assertEquals(7, mutex.withLock(() -> 7));
        assertFalse(mutex.isLocked());
    }

    @Test
    void withLockUnlocksWhateverTheBodyThrows() {
        for (Throwable thrown : List.of(new Exception("e"), new StackOverflowError("pretended"))) {
            assertEquals(
                    thrown.getMessage(),
                    assertThrows(
                                    Throwable.class,
                                    () ->
                                            mutex.withLock(
                                                    () -> {
                                                        if (thrown instanceof Error e) {
                                                            throw e;
                                                        }
                                                        throw (Exception) thrown;
                                                    }))
                            .getMessage());
            assertFalse(mutex.isLocked());
        }
    }

    @Test
    void misuseIsNamed() throws Exception {
        assertNames(IllegalMonitorStateException.class, mutex::unlock, "of the test", "nobody");
        mutex.lock();
        assertNames(IllegalStateException.class, mutex::lock, "of the test");
        assertNames(IllegalStateException.class, mutex::tryLock, "of the test");
        assertNames(IllegalStateException.class, () -> mutex.tryLock(HOUR), "of the test");
        Thread self = Thread.currentThread();
        Rig.get(
                Rig.thread(
                        "not the owner",
                        () -> {
                            assertNames(
                                    IllegalMonitorStateException.class,
                                    mutex::unlock,
                                    "of the test",
                                    self.getName());
                            return null;
                        }));
        assertTrue(mutex.isLocked());
        assertTrue(mutex.toString().contains("of the test"), mutex::toString);
        assertTrue(mutex.toString().contains(self.getName()), mutex::toString);
        mutex.unlock();
        assertThrows(NullPointerException.class, () -> new Mutex(null));
        assertThrows(NullPointerException.class, () -> mutex.withLock(null));
        assertThrows(NullPointerException.class, () -> mutex.tryLock(null));
    }

    private static <T extends Exception> void assertNames(
            Class<T> type, org.junit.jupiter.api.function.Executable misuse, String... parts) {
        String message = assertThrows(type, misuse).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "no " + part + " in: " + message);
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void anotherCoroutineCannotUnlock(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Gate gate = new Gate();
            Latch locked = new Latch("locked", 1);
            Coroutine<Void> owner =
                    rig.launch(
                            "the owner",
                            () -> {
                                mutex.lock();
                                locked.countDown();
                                gate.await();
                                mutex.unlock();
                            });
            locked.await();
            rig.in(
                    () -> {
                        assertNames(IllegalMonitorStateException.class, mutex::unlock, "the owner");
                        return null;
                    });
            assertNames(IllegalMonitorStateException.class, mutex::unlock, "the owner");
            gate.open();
            owner.join();
            assertFalse(mutex.isLocked());
        }
    }

    /** Coroutines, platform threads and virtual threads get it in the order of their coming. */
    @ParameterizedTest
    @MethodSource(ALL)
    void whoComesFirstIsServedFirst(Machine machine) throws Exception {
        int count = 30;
        try (Rig rig = new Rig(machine)) {
            List<Integer> order = new ArrayList<>();
            List<Callable<Object>> ends = new ArrayList<>();
            mutex.lock();
            for (int i = 0; i < count; i++) {
                int number = i;
                Callable<Void> body =
                        () -> {
                            mutex.lock();
                            order.add(number);
                            mutex.unlock();
                            return null;
                        };
                switch (i % 3) {
                    case 0 -> ends.add(rig.call("waits", body)::join);
                    case 1 -> ends.add(Rig.thread("waits", body)::get);
                    default -> ends.add(Rig.virtualThread("waits", body)::get);
                }
                awaitWaiting(number + 1);
            }
            mutex.unlock();
            for (Callable<Object> end : ends) {
                assertNull(end.call());
            }
            mutex.lock();
            for (int i = 0; i < count; i++) {
                assertEquals(i, order.get(i), order::toString);
            }
            mutex.unlock();
        }
    }

    private void awaitWaiting(int count) {
        while (mutex.waiting() < count) {
            Thread.yield();
        }
    }

    /** Handed over, not given up: one that comes later does not overtake. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void nobodyBarges(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            mutex.lock();
            Coroutine<Void> waiter = rig.launch("waits", () -> mutex.withLock(() -> null));
            rig.settle();
            mutex.unlock();
            // It may not have run yet, but it has it.
            boolean barged = mutex.tryLock();
            if (barged) {
                assertTrue(waiter.state().isDone() || mutex.waiting() == 0);
                mutex.unlock();
            }
            waiter.join();
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void oneThatIsCancelledOrLateIsWithdrawn(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            mutex.lock();
            Coroutine<Void> first = rig.launch("cancelled", mutex::lock);
            rig.settle();
            Coroutine<Boolean> second =
                    rig.call("late", () -> mutex.tryLock(Duration.ofNanos(50_000)));
            assertFalse(second.join());
            Coroutine<Integer> third = rig.call("served", () -> mutex.withLock(() -> 3));
            rig.settle();
            assertEquals(2, mutex.waiting());
            first.cancel();
            assertEquals(CoroutineState.CANCELLED, Rig.ended(first));
            assertEquals(1, mutex.waiting());
            mutex.unlock();
            assertEquals(3, third.join());
            assertFalse(mutex.isLocked());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aTimedLockIsNeverLateByAskingEarly(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            mutex.lock();
            for (int i = 1; i < 20; i++) {
                Duration timeout = Duration.ofNanos(i * 37_000L);
                rig.in(
                        () -> {
                            long begin = System.nanoTime();
                            assertFalse(mutex.tryLock(timeout));
                            assertTrue(System.nanoTime() - begin >= timeout.toNanos());
                            return null;
                        });
            }
            mutex.unlock();
        }
    }

    @Test
    void anInterruptWithdrawsAThread() throws Exception {
        mutex.lock();
        AtomicReference<Thread> thread = new AtomicReference<>();
        FutureTask<Void> waiter =
                Rig.thread(
                        "waits",
                        () -> {
                            thread.set(Thread.currentThread());
                            mutex.lock();
                            return null;
                        });
        awaitWaiting(1);
        thread.get().interrupt();
        assertThrows(InterruptedException.class, () -> Rig.get(waiter));
        assertEquals(0, mutex.waiting());
        mutex.unlock();
        assertFalse(mutex.isLocked());
    }

    /** Mutual exclusion across suspensions, of coroutines and threads. */
    @ParameterizedTest
    @MethodSource(ALL)
    void oneAtATimeAcrossSuspensions(Machine machine) throws Exception {
        int each = Effort.of(100, 5_000);
        int count = 16;
        try (Rig rig = new Rig(machine)) {
            long[] plain = new long[1];
            List<Coroutine<Void>> coroutines = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                coroutines.add(rig.launch("adds", () -> add(plain, each)));
            }
            List<FutureTask<Void>> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                threads.add(Rig.thread("adds", () -> addAll(plain, each)));
                threads.add(Rig.virtualThread("adds", () -> addAll(plain, each)));
            }
            for (Coroutine<Void> coroutine : coroutines) {
                coroutine.join();
            }
            for (FutureTask<Void> thread : threads) {
                Rig.get(thread);
            }
            assertEquals((long) each * (count + 4), plain[0]);
            assertFalse(mutex.isLocked());
        }
    }

    private Void addAll(long[] plain, int times) throws Exception {
        add(plain, times);
        return null;
    }

    private void add(long[] plain, int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            mutex.lock();
            try {
                long before = plain[0];
                if (i % 3 == 0) {
                    Coroutine.yield();
                } else if (i % 50 == 1) {
                    Coroutine.sleep(Duration.ofNanos(1_000));
                }
                plain[0] = before + 1;
            } finally {
                mutex.unlock();
            }
        }
    }

    /** The hand-over meets a cancel: it is had by the one or by the next, and never lost. */
    @ParameterizedTest
    @MethodSource(ALL)
    void handOverMeetsCancel(Machine machine) throws Exception {
        int rounds = Effort.of(machine.is("virtual-thread") ? 20_000 : 3_000, 200_000);
        try (Rig rig = new Rig(machine)) {
            AtomicReference<Coroutine<?>> victim = new AtomicReference<>();
            AtomicBoolean stop = new AtomicBoolean();
            FutureTask<Void> canceller = cancelling(victim, stop);
            int had = 0;
            for (int i = 0; i < rounds; i++) {
                mutex.lock();
                Coroutine<Boolean> waiter =
                        rig.call(
                                "waits",
                                () -> {
                                    try {
                                        mutex.lock();
                                    } catch (CancellationException e) {
                                        return false;
                                    }
                                    mutex.unlock();
                                    return true;
                                });
                victim.set(waiter);
                mutex.unlock();
                had += waiter.join() ? 1 : 0;
                if (!mutex.tryLock()) {
                    throw new AssertionError("lost in round " + i + ": " + mutex);
                }
                mutex.unlock();
                assertEquals(0, mutex.waiting());
            }
            stop.set(true);
            Rig.get(canceller);
            assertTrue(had <= rounds);
        }
    }

    /** Cancels whatever it finds, until it is told to stop. */
    private static FutureTask<Void> cancelling(
            AtomicReference<Coroutine<?>> victim, AtomicBoolean stop) {
        return Rig.thread(
                "cancels",
                () -> {
                    Coroutine<?> last = null;
                    while (!stop.get()) {
                        Coroutine<?> found = victim.get();
                        if (found != null && found != last) {
                            found.cancel();
                            last = found;
                        } else {
                            Thread.yield();
                        }
                    }
                    return null;
                });
    }

    /** The hand-over meets the deadline. */
    @ParameterizedTest
    @MethodSource(ALL)
    void handOverMeetsDeadline(Machine machine) {
        int rounds = Effort.of(machine.is("virtual-thread") ? 2_000 : 500, 20_000);
        Seeded.run(
                random -> {
                    try (Rig rig = new Rig(machine)) {
                        for (int i = 0; i < rounds; i++) {
                            mutex.lock();
                            Duration timeout = Duration.ofNanos(1 + random.nextInt(60_000));
                            Coroutine<Boolean> waiter =
                                    rig.call(
                                            "waits",
                                            () -> {
                                                boolean has = mutex.tryLock(timeout);
                                                if (has) {
                                                    mutex.unlock();
                                                }
                                                return has;
                                            });
                            for (int k = random.nextInt(2_000); k > 0; k--) {
                                Thread.onSpinWait();
                            }
                            mutex.unlock();
                            waiter.join();
                            assertFalse(mutex.isLocked());
                            assertEquals(0, mutex.waiting());
                        }
                    }
                });
    }
}
