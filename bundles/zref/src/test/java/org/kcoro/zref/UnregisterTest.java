// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Parker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnregisterTest {

    private static final String ALL = "org.kcoro.zref.Machine#all";

    private final Regions regions = Regions.create();

    @Test
    void aRegionWithoutLeasesEndsAtOnce() throws InterruptedException {
        PoolRegion pool = regions.pool("short").blocks(64, 1).build();
        Descriptor descriptor = new Descriptor();
        pool.allocate(8, descriptor);
        descriptor.close();
        regions.unregister(pool, Duration.ZERO);
        assertNull(regions.find(pool.id()));
        assertNull(regions.find("short"));
        assertThrows(RegionClosedException.class, () -> pool.tryAllocate(8, descriptor));
        assertThrows(RegionClosedException.class, () -> pool.allocate(8, descriptor));
        assertThrows(IllegalStateException.class, () -> descriptor.getLong(0));
        assertThrows(RegionClosedException.class, () -> regions.unregister(pool, Duration.ZERO));
        assertEquals(1, pool.snapshot().leases());
    }

    /** Where a lease was, nothing is accessed any more once the memory is gone. */
    @Test
    void whatWasTakenOfARegionThatIsGoneIsAnError() throws Exception {
        PoolRegion pool = regions.pool("gone").blocks(64, 2).build();
        MappedRegion mapped = regions.share("gone too", 4096).build();
        Descriptor[] all = {new Descriptor(), new Descriptor()};
        pool.allocate(8, all[0]);
        mapped.describe(0, 8, all[1]);
        for (Descriptor each : all) {
            Region region = each.region();
            MemorySegment segment = each.segment();
            ByteBuffer buffer = each.byteBuffer();
            each.close();
            regions.unregister(region, Duration.ZERO);
            assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 0));
            assertThrows(IllegalStateException.class, () -> segment.fill((byte) 1));
            assertThrows(IllegalStateException.class, () -> buffer.get(0));
            assertThrows(IllegalStateException.class, () -> each.getByte(0));
            assertThrows(IllegalStateException.class, each::close);
        }
        assertThrows(RegionClosedException.class, () -> mapped.describe(0, 8, all[0]));
        assertThrows(RegionClosedException.class, () -> pool.allocateSome(8, all, 0, 2));
        assertEquals(List.of(), pool.liveLeases(1));
    }

    @Test
    void liveLeasesAreListedAndTheRegionGoesOn() throws InterruptedException {
        PoolRegion pool = regions.pool("busy").blocks(64, 3).leakSample(1).build();
        Descriptor first = new Descriptor();
        Descriptor slice = new Descriptor();
        pool.allocate(8, first);
        first.slice(2, 4, slice);
        LiveLeasesException e =
                assertThrows(
                        LiveLeasesException.class, () -> regions.unregister(pool, Duration.ZERO));
        assertTrue(e.getMessage().startsWith("region busy"), e.getMessage());
        assertTrue(e.getMessage().contains("2 leases are live"), e.getMessage());
        assertEquals(2, e.leases().size());
        assertEquals(0, e.leases().get(0).slot());
        assertEquals(8, e.leases().get(0).length());
        assertEquals(4, e.leases().get(1).length());
        assertEquals(first.offset() + 2, e.leases().get(1).offset());
        assertEquals(2, e.getSuppressed().length);
        assertTrue(
                List.of(e.getSuppressed()[0].getStackTrace()).stream()
                        .anyMatch(frame -> frame.getClassName().equals(getClass().getName())));
        // As before.
        first.setLong(0, 4);
        assertEquals(4, first.getLong(0));
        Descriptor another = new Descriptor();
        assertTrue(pool.tryAllocate(8, another));
        for (Descriptor each : List.of(first, slice, another)) {
            each.close();
        }
        regions.unregister(pool, Duration.ZERO);
        assertEquals(List.of(), pool.liveLeases(10));
    }

    @Test
    void withoutSamplesTheRemedyIsTold() throws InterruptedException {
        PoolRegion pool = regions.pool("plain").blocks(64, 1).build();
        Descriptor descriptor = new Descriptor();
        pool.allocate(8, descriptor);
        LiveLeasesException e =
                assertThrows(
                        LiveLeasesException.class,
                        () -> regions.unregister(pool, Duration.ofMillis(1)));
        assertTrue(e.getMessage().contains("leakSample(1)"), e.getMessage());
        assertEquals(0, e.getSuppressed().length);
        assertNull(e.leases().get(0).taken());
        descriptor.close();
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void itWaitsForTheLastLease(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            PoolRegion pool = rig.pool(64, 2);
            Descriptor first = new Descriptor();
            Descriptor second = new Descriptor();
            pool.allocate(8, first);
            first.retain(second);
            Coroutine<Void> closer =
                    rig.launch("closer", () -> rig.regions.unregister(pool, Rig.LONG));
            awaitClosing(pool);
            first.close();
            assertFalse(closer.toCompletableFuture().isDone());
            second.close();
            Rig.get(closer);
            assertEquals(List.of(), rig.regions.list());
        }
    }

    /** Until no lease begins any more. */
    private static void awaitClosing(PoolRegion pool) {
        Descriptor probe = new Descriptor();
        while (true) {
            try {
                if (pool.tryAllocate(8, probe)) {
                    probe.close();
                }
            } catch (RegionClosedException e) {
                return;
            }
            Thread.yield();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aStopLetsTheRegionGoOn(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            PoolRegion pool = rig.pool(64, 2);
            Descriptor first = new Descriptor();
            pool.allocate(8, first);
            Coroutine<Void> closer =
                    rig.launch("closer", () -> rig.regions.unregister(pool, Rig.LONG));
            awaitClosing(pool);
            assertThrows(
                    RegionClosedException.class,
                    () -> rig.regions.unregister(pool, Duration.ZERO),
                    "by two at once");
            closer.cancel();
            assertThrows(CancellationException.class, closer::join);
            Descriptor second = new Descriptor();
            assertTrue(pool.tryAllocate(8, second), "open again");
            second.close();
            first.close();
        }
    }

    @Test
    void anInterruptLetsTheRegionGoOn() throws Exception {
        PoolRegion pool = regions.pool("interrupted").blocks(64, 2).build();
        Descriptor first = new Descriptor();
        pool.allocate(8, first);
        FutureTask<Void> closer =
                new FutureTask<>(
                        () -> {
                            assertThrows(
                                    InterruptedException.class,
                                    () -> regions.unregister(pool, Rig.LONG));
                            return null;
                        });
        Thread thread = Thread.ofPlatform().start(closer);
        awaitClosing(pool);
        thread.interrupt();
        closer.get();
        Descriptor second = new Descriptor();
        assertTrue(pool.tryAllocate(8, second));
        second.close();
        first.close();
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void usersBesideAnUnregistrationSeeAllOrNothing(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            for (int round = 0; round < Effort.of(20, 2_000); round++) {
                PoolRegion pool = rig.pool(64, 1);
                CountDownLatch running = new CountDownLatch(2);
                Coroutine<Long> one = rig.scheduler.launch("one", () -> use(pool, running));
                Coroutine<Long> two = rig.scheduler.launch("two", () -> use(pool, running));
                running.await();
                rig.regions.unregister(pool, Rig.LONG);
                long used = Rig.get(one) + Rig.get(two);
                assertEquals(used, pool.snapshot().leases());
                assertEquals(0, pool.snapshot().live());
            }
        }
    }

    private static long use(PoolRegion pool, CountDownLatch running) throws InterruptedException {
        Descriptor own = new Descriptor();
        running.countDown();
        long used = 0;
        try {
            while (true) {
                pool.allocate(64, own);
                own.setLong(0, used);
                assertEquals(used, own.getLong(0));
                own.close();
                used++;
                Parker.current().yield();
            }
        } catch (RegionClosedException e) {
            return used;
        }
    }

    @Test
    void anotherRegistryHasNoSayInIt() throws InterruptedException {
        PoolRegion pool = regions.pool("mine").blocks(64, 1).build();
        try (Regions others = Regions.create()) {
            assertNull(others.find(pool.id()));
            assertThrows(
                    IllegalArgumentException.class, () -> others.unregister(pool, Duration.ZERO));
            assertThrows(IllegalArgumentException.class, () -> others.export(pool));
        }
        assertEquals(pool, regions.find(pool.id()));
        regions.close();
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> regions.pool("late").build());
        assertTrue(e.getMessage().contains("region late"), e.getMessage());
    }

    @Test
    void aNameStandsForOneRegion() {
        regions.pool("once").blocks(64, 1).build();
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> regions.pool("once").build());
        assertTrue(e.getMessage().contains("region once"), e.getMessage());
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }
}
