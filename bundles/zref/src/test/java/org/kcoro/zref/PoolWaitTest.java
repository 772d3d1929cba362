// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineState;
import org.kcoro.scheduler.Parker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Allocations that wait. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolWaitTest {

    private static final String ALL = "org.kcoro.zref.Machine#all";

    private static Descriptor full(PoolRegion pool) {
        Descriptor block = new Descriptor();
        assertTrue(pool.tryAllocate(8, block));
        return block;
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void whoWaitsFirstIsServedFirst(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            PoolRegion pool = rig.pool(64, 1);
            Descriptor block = full(pool);
            Queue<Integer> served = new ConcurrentLinkedQueue<>();
            List<Coroutine<Void>> waiters = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                int number = i;
                waiters.add(
                        rig.launch(
                                "waiter" + i,
                                () -> {
                                    Descriptor own = new Descriptor();
                                    pool.allocate(number + 1, own);
                                    assertEquals(number + 1, own.length());
                                    served.add(number);
                                    own.close();
                                }));
                Rig.awaitWaiting(pool, i + 1);
            }
            assertFalse(pool.tryAllocate(8, new Descriptor()), "overtook those that wait");
            block.close();
            for (Coroutine<Void> waiter : waiters) {
                Rig.get(waiter);
            }
            assertEquals(List.of(0, 1, 2, 3, 4), List.copyOf(served));
            assertEquals(1, pool.snapshot().mostLive());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aThreadWaitsAsACoroutineDoes(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            PoolRegion pool = rig.pool(64, 1);
            Descriptor block = full(pool);
            FutureTask<Long> waits =
                    new FutureTask<>(
                            () -> {
                                Descriptor own = new Descriptor();
                                assertTrue(pool.allocate(16, Rig.LONG, own));
                                own.setLong(8, 5);
                                long read = own.getLong(8);
                                own.close();
                                return read;
                            });
            Thread.ofVirtual().start(waits);
            Rig.awaitWaiting(pool, 1);
            rig.launch("closes", block::close).join();
            assertEquals(5L, waits.get());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aTimeoutLeavesEverythingAsItWas(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            PoolRegion pool = rig.pool(64, 1);
            Descriptor block = full(pool);
            Descriptor into = new Descriptor();
            boolean allocated = rig.in(() -> pool.allocate(8, Duration.ofMillis(1), into));
            assertFalse(allocated);
            assertFalse(pool.allocate(8, Duration.ofMillis(1), into));
            assertFalse(pool.allocate(8, Duration.ZERO, into));
            assertTrue(into.isEmpty());
            assertEquals(0, Rig.waiting(pool));
            assertEquals(2, pool.snapshot().timedOut());
            assertEquals(1, pool.snapshot().refused());
            assertEquals(1, pool.snapshot().leases());
            block.close();
            assertTrue(pool.allocate(8, Duration.ofNanos(1), into));
            into.close();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aCancelLeavesTheQueue(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            PoolRegion pool = rig.pool(64, 1);
            Descriptor block = full(pool);
            Descriptor into = new Descriptor();
            Coroutine<Void> waiter = rig.launch("waiter", () -> pool.allocate(8, into));
            Rig.awaitWaiting(pool, 1);
            waiter.cancel();
            assertThrows(CancellationException.class, waiter::join);
            assertEquals(CoroutineState.CANCELLED, waiter.state());
            assertTrue(into.isEmpty());
            assertEquals(0, Rig.waiting(pool));
            block.close();
            assertEquals(0, pool.snapshot().live());
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.zref.Machine#single")
    void anInterruptLeavesTheQueue(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            PoolRegion pool = rig.pool(64, 1);
            Descriptor block = full(pool);
            Descriptor into = new Descriptor();
            FutureTask<Boolean> waits =
                    new FutureTask<>(
                            () -> {
                                assertThrows(
                                        InterruptedException.class, () -> pool.allocate(8, into));
                                return Thread.currentThread().isInterrupted();
                            });
            Thread thread = Thread.ofPlatform().start(waits);
            Rig.awaitWaiting(pool, 1);
            thread.interrupt();
            assertFalse(waits.get(), "the flag is left");
            assertTrue(into.isEmpty());
            block.close();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void anUnregistrationRefusesThoseThatWait(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            PoolRegion pool = rig.pool(64, 1);
            Descriptor block = full(pool);
            CountDownLatch refused = new CountDownLatch(3);
            List<Coroutine<Void>> waiters = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waiters.add(
                        rig.launch(
                                "waiter",
                                () -> {
                                    RegionClosedException e =
                                            assertThrows(
                                                    RegionClosedException.class,
                                                    () -> pool.allocate(8, new Descriptor()));
                                    assertTrue(e.getMessage().contains(pool.name()), e.toString());
                                    refused.countDown();
                                }));
            }
            Rig.awaitWaiting(pool, 3);
            Coroutine<Void> closer =
                    rig.launch("closer", () -> rig.regions.unregister(pool, Rig.LONG));
            refused.await();
            assertThrows(RegionClosedException.class, () -> pool.tryAllocate(8, new Descriptor()));
            assertThrows(RegionClosedException.class, () -> block.retain(new Descriptor()));
            block.setLong(0, 1);
            block.close();
            Rig.get(closer);
            for (Coroutine<Void> waiter : waiters) {
                Rig.get(waiter);
            }
            assertEquals(List.of(), rig.regions.list());
        }
    }

    /** Many take turns at few blocks; each has its block to itself. */
    @ParameterizedTest
    @MethodSource(ALL)
    void aBlockHasOneOwner(Machine machine) throws Exception {
        int rounds = Effort.of(machine.is("jdk") ? 300 : 2_000, 50_000);
        try (Rig rig = new Rig(machine)) {
            PoolRegion pool = rig.pool(64, 2);
            List<Coroutine<Void>> users = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                long number = i;
                users.add(
                        rig.launch(
                                "user" + i,
                                () -> {
                                    Descriptor own = new Descriptor();
                                    for (int round = 0; round < rounds; round++) {
                                        pool.allocate(64, own);
                                        own.setLong(0, number);
                                        own.setLong(56, round);
                                        if (round % 7 == 0) {
                                            Parker.current().yield();
                                        }
                                        assertEquals(number, own.getLong(0));
                                        assertEquals(round, own.getLong(56));
                                        own.close();
                                    }
                                }));
            }
            for (Coroutine<Void> user : users) {
                Rig.get(user);
            }
            RegionSnapshot snapshot = pool.snapshot();
            assertEquals(5L * rounds, snapshot.leases());
            assertEquals(0, snapshot.live());
            assertTrue(snapshot.mostLive() <= 2, snapshot::toString);
        }
    }
}
