// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolRegionTest {

    private final Regions regions = Regions.create();
    private final List<Descriptor> held = new ArrayList<>();

    private Descriptor take(PoolRegion pool, long length) {
        Descriptor descriptor = new Descriptor();
        assertTrue(pool.tryAllocate(length, descriptor), "full");
        held.add(descriptor);
        return descriptor;
    }

    private static String message(Class<? extends Exception> type, AutoCloseable action) {
        return assertThrows(type, action::close).getMessage();
    }

    @AfterEach
    void end() {
        held.forEach(Descriptor::close);
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    @Test
    void anAllocationTakesTheSmallestBlockThatIsLargeEnough() {
        PoolRegion pool = regions.pool("sizes").blocks(1000, 2).blocks(100, 1).build();
        take(pool, 100);
        assertFalse(pool.tryAllocate(1, new Descriptor()), "a larger block was taken");
        take(pool, 101);
        take(pool, 1000);
        assertEquals(
                List.of(
                        new SizeClassSnapshot(100, 1, 1, 1, 0),
                        new SizeClassSnapshot(1000, 2, 2, 2, 0)),
                pool.snapshot().sizes());
        assertEquals(2100, pool.snapshot().bytesOut());
        assertEquals(1, pool.snapshot().refused());
    }

    @Test
    void blocksDoNotOverlap() {
        PoolRegion pool = regions.pool("apart").blocks(65, 50).blocks(7, 300).build();
        for (int i = 0; i < 350; i++) {
            Descriptor descriptor = take(pool, i < 50 ? 65 : 7);
            assertEquals(0, descriptor.offset() % 64);
            for (int at = 0; at < descriptor.length(); at++) {
                descriptor.setByte(at, (byte) i);
            }
        }
        for (int i = 0; i < 350; i++) {
            for (int at = 0; at < held.get(i).length(); at++) {
                assertEquals((byte) i, held.get(i).getByte(at));
            }
        }
        assertEquals(50 * 128 + 300 * 64, pool.size());
    }

    @Test
    void aLengthThatNoBlockHasIsAnError() {
        PoolRegion pool = regions.pool("frames").blocks(100, 1).blocks(2000, 1).build();
        for (long length : new long[] {0, -1, 2001, Long.MAX_VALUE, Long.MIN_VALUE}) {
            String said =
                    message(
                            IllegalArgumentException.class,
                            () -> pool.tryAllocate(length, new Descriptor()));
            assertEquals(
                    "region frames cannot give "
                            + length
                            + " bytes; it has blocks of 100, 2000: ask for 1 to 2000 bytes, or"
                            + " build the pool with larger blocks",
                    said);
            message(
                    IllegalArgumentException.class,
                    () -> pool.allocate(length, Duration.ofDays(1), new Descriptor()));
        }
        message(
                IllegalArgumentException.class,
                () -> pool.allocate(1, Duration.ofNanos(-1), new Descriptor()));
    }

    @Test
    void countersAreExact() {
        PoolRegion pool = regions.pool("counted").blocks(100, 3).blocks(200, 3).build();
        Descriptor first = take(pool, 100);
        Descriptor second = take(pool, 200);
        Descriptor third = new Descriptor();
        second.slice(0, 10, third);
        RegionSnapshot most = pool.snapshot();
        assertEquals(3, most.leases());
        assertEquals(3, most.live());
        assertEquals(300, most.bytesOut());
        second.close();
        third.close();
        first.close();
        held.clear();
        take(pool, 1);
        RegionSnapshot last = pool.snapshot();
        assertEquals(4, last.leases());
        assertEquals(1, last.live());
        assertEquals(3, last.mostLive());
        assertEquals(100, last.bytesOut());
        assertEquals(300, last.mostBytesOut());
        assertEquals("counted", last.name());
        assertEquals(pool.id(), last.id());
        assertEquals(pool.size(), last.size());
    }

    @Test
    void withoutBlocksThereAreThreeSizes() {
        PoolRegion pool = regions.pool("usual").build();
        assertEquals(
                List.of(
                        new SizeClassSnapshot(256, 1024, 0, 0, 0),
                        new SizeClassSnapshot(2048, 512, 0, 0, 0),
                        new SizeClassSnapshot(16384, 64, 0, 0, 0)),
                pool.snapshot().sizes());
    }

    @Test
    void aBuilderSaysWhatCannotBe() {
        PoolRegionBuilder builder = regions.pool("odd").blocks(10, 1);
        Class<IllegalArgumentException> refused = IllegalArgumentException.class;
        assertTrue(message(refused, () -> builder.blocks(10, 5)).contains("region odd"));
        assertTrue(message(refused, () -> builder.blocks(0, 5)).contains("region odd"));
        assertTrue(message(refused, () -> builder.blocks(5, 0)).contains("region odd"));
        assertTrue(message(refused, () -> builder.leakSample(-1)).contains("region odd"));
        assertTrue(message(refused, () -> regions.pool(" ")).contains("name"));
        PoolRegionBuilder vast =
                regions.pool("vast").blocks(Long.MAX_VALUE / 2, 1).blocks(Long.MAX_VALUE / 3, 4);
        assertTrue(message(refused, vast::build).contains("region vast"));
        PoolRegionBuilder many =
                regions.pool("many").blocks(1, Integer.MAX_VALUE).blocks(2, Integer.MAX_VALUE);
        assertTrue(message(refused, many::build).contains("region many"));
    }

    @Test
    void idsAreNeverUsedAgain() throws InterruptedException {
        PoolRegion first = regions.pool("again").blocks(8, 1).build();
        regions.unregister(first, Duration.ZERO);
        PoolRegion second = regions.pool("again").blocks(8, 1).build();
        assertNotEquals(first.id(), second.id());
        assertEquals(null, regions.find(first.id()));
        assertEquals(second, regions.find(second.id()));
        assertEquals(second, regions.find("again"));
        assertEquals(List.of(second), regions.list());
    }
}
