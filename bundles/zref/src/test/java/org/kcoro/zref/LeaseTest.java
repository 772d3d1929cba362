// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeaseTest {

    private final Regions regions = Regions.create();

    private static Lease lease(PoolRegion pool) throws InterruptedException {
        Descriptor descriptor = new Descriptor();
        pool.allocate(16, descriptor);
        Lease lease = descriptor.toLease();
        assertTrue(descriptor.isEmpty());
        return lease;
    }

    @Test
    void aLeaseTakesOverThatOfADescriptor() throws InterruptedException {
        PoolRegion pool = regions.pool("frames").blocks(64, 1).build();
        Descriptor descriptor = new Descriptor();
        try (Lease lease = lease(pool)) {
            assertEquals(pool, lease.region());
            assertEquals(16, lease.length());
            assertEquals(0, lease.offset());
            assertFalse(lease.isReadOnly());
            lease.segment().set(ValueLayout.JAVA_LONG_UNALIGNED, 8, 21);
            assertEquals(16, lease.byteBuffer().remaining());
            try (Lease slice = lease.slice(8, 8);
                    Lease retained = slice.retain()) {
                assertTrue(retained.isReadOnly());
                assertEquals(21, retained.segment().get(ValueLayout.JAVA_LONG_UNALIGNED, 0));
                assertEquals(3, pool.snapshot().live());
            }
            assertEquals(1, pool.snapshot().live());
            Lease moved = lease.retain();
            moved.moveTo(descriptor);
            assertTrue(moved.isClosed());
            assertThrows(IllegalStateException.class, moved::close);
            assertThrows(IndexOutOfBoundsException.class, () -> lease.slice(9, 8));
            assertThrows(IndexOutOfBoundsException.class, () -> lease.slice(0, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> lease.slice(-1, 1));
        }
        assertEquals(21, descriptor.getLong(8));
        descriptor.close();
        assertEquals(0, pool.snapshot().live());
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    @Test
    void aClosedOneIsOfNoUse() throws InterruptedException {
        PoolRegion pool = regions.pool("frames").blocks(64, 1).build();
        Lease lease = lease(pool);
        assertFalse(lease.isClosed());
        lease.close();
        assertTrue(lease.isClosed());
        IllegalStateException e = assertThrows(IllegalStateException.class, lease::close);
        assertTrue(e.getMessage().contains("region frames"), e.getMessage());
        assertTrue(e.getMessage().contains("slot 0, generation 0"), e.getMessage());
        assertThrows(IllegalStateException.class, lease::segment);
        assertThrows(IllegalStateException.class, lease::byteBuffer);
        assertThrows(IllegalStateException.class, lease::retain);
        assertThrows(IllegalStateException.class, () -> lease.slice(0, 1));
        assertThrows(IllegalStateException.class, () -> lease.moveTo(new Descriptor()));
        assertEquals(1, pool.snapshot().leases());
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void ofSeveralThatCloseAtOnceOneSucceeds(int threads) throws Exception {
        PoolRegion pool = regions.pool("contended").blocks(64, 2).build();
        int rounds = Effort.of(500, 50_000);
        Lease[] shared = new Lease[1];
        AtomicInteger closed = new AtomicInteger();
        CyclicBarrier barrier =
                new CyclicBarrier(
                        threads,
                        () -> {
                            try {
                                shared[0] = lease(pool);
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        CountDownLatch ended = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            boolean retains = i % 2 == 1;
            Thread.ofPlatform()
                    .daemon()
                    .start(
                            () -> {
                                for (int round = 0; round < rounds; round++) {
                                    await(barrier);
                                    try {
                                        if (retains) {
                                            shared[0].retain().close();
                                        }
                                        shared[0].close();
                                        closed.incrementAndGet();
                                    } catch (IllegalStateException e) {
                                        // Another was first.
                                    }
                                }
                                ended.countDown();
                            });
        }
        ended.await();
        assertEquals(rounds, closed.get());
        assertEquals(0, pool.snapshot().live());
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Logs.Told dropOne(PoolRegion pool) throws InterruptedException {
        lease(pool);
        Descriptor next = new Descriptor();
        while (!pool.tryAllocate(8, next)) {
            System.gc();
        }
        next.close();
        assertEquals(1, pool.snapshot().leaked());
        assertEquals(List.of(), regions.drain(Duration.ZERO));
        // Others are told of what other tests did.
        Logs.Told told = Logs.TOLD.take();
        while (!told.message().contains("region " + pool.name())) {
            told = Logs.TOLD.take();
        }
        return told;
    }

    @Test
    void oneThatIsDroppedIsReclaimedAndToldOfWithItsPlace() throws InterruptedException {
        Logs.Told told = dropOne(regions.pool("traced").blocks(64, 1).leakSample(1).build());
        assertTrue(told.message().contains("region traced"), told.message());
        assertTrue(told.message().contains("slot 0, generation 0"), told.message());
        assertNotNull(told.thrown());
        assertTrue(
                List.of(told.thrown().getStackTrace()).stream()
                        .anyMatch(frame -> frame.getMethodName().equals("lease")),
                () -> List.of(told.thrown().getStackTrace()).toString());
    }

    @Test
    void withoutSamplesTheRemedyIsTold() throws InterruptedException {
        Logs.Told told = dropOne(regions.pool("untraced").blocks(64, 1).leakSample(0).build());
        assertTrue(told.message().contains("leakSample(1)"), told.message());
        assertNull(told.thrown());
    }

    /** What a program still holds is not. */
    @Test
    void oneThatIsHeldIsNotReclaimed() throws InterruptedException {
        PoolRegion pool = regions.pool("held").blocks(64, 1).build();
        Lease lease = lease(pool);
        System.gc();
        MemorySegment segment = lease.segment();
        segment.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        assertEquals(0, pool.snapshot().leaked());
        lease.close();
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }
}
