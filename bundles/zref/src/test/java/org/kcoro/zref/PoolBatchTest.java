// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.zref.internal.Invariants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Many leases that begin or end at once are as many that do so one after another. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolBatchTest {

    private static final String ALL = "org.kcoro.zref.Machine#all";

    private final Regions regions = Regions.builder().leakSample(1).build();
    private final PoolRegion pool = regions.pool("blocks").blocks(64, 100).blocks(200, 2).build();

    @AfterEach
    void end() {
        Invariants.check(pool);
        assertEquals(0, Invariants.traces(pool));
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    private static Descriptor[] empty(int count) {
        Descriptor[] all = new Descriptor[count];
        Arrays.setAll(all, i -> new Descriptor());
        return all;
    }

    private static String said(Class<? extends Exception> type, AutoCloseable action) {
        return assertThrows(type, action::close).getMessage();
    }

    // Many allocations.

    @Test
    void asManyAsAreFreeAndHaveAPlace() throws InterruptedException {
        Descriptor[] all = empty(100);
        assertEquals(3, pool.allocateSome(40, all, 2, 5));
        for (int i = 0; i < 10; i++) {
            assertEquals(i < 2 || i > 4, all[i].isEmpty(), "at " + i);
        }
        for (int i = 2; i < 5; i++) {
            assertEquals(40, all[i].length());
            assertFalse(all[i].isReadOnly());
            all[i].setLong(0, i);
        }
        for (int i = 2; i < 5; i++) {
            assertEquals(i, all[i].getLong(0));
        }
        RegionSnapshot snapshot = pool.snapshot();
        assertEquals(3, snapshot.leases());
        assertEquals(3, snapshot.live());
        assertEquals(3 * 64, snapshot.bytesOut());
        assertEquals(3, pool.liveLeases(10).size());
        for (LiveLease each : pool.liveLeases(10)) {
            assertTrue(each.taken() != null, "where it was taken");
        }
        Invariants.check(pool);
        // Of the two large ones, no more than two; the third would have to wait.
        assertEquals(2, pool.allocateSome(200, all, 5, 8));
        assertTrue(all[7].isEmpty());
        // No more than 64 under one lock.
        assertEquals(64, pool.allocateSome(1, all, 7, 100));
        Descriptor.closeAll(all, 2, 7 + 64);
        snapshot = pool.snapshot();
        assertEquals(3 + 2 + 64, snapshot.leases());
        assertEquals(0, snapshot.live());
        assertEquals(3 + 2 + 64, snapshot.mostLive());
        assertEquals(0, snapshot.bytesOut());
        assertEquals(67 * 64 + 2 * 200, snapshot.mostBytesOut());
        assertEquals(0, snapshot.refused());
    }

    @Test
    void whatCannotBeFilledIsToldBeforeAnyIs() throws InterruptedException {
        Descriptor[] all = empty(4);
        pool.allocate(8, all[2]);
        assertTrue(
                said(IllegalStateException.class, () -> pool.allocateSome(8, all, 0, 4))
                        .contains("cannot be filled"));
        assertTrue(
                said(IllegalArgumentException.class, () -> pool.allocateSome(201, all, 0, 2))
                        .contains("region blocks cannot give 201 bytes"));
        assertTrue(
                said(IllegalArgumentException.class, () -> pool.allocateSome(0, all, 0, 2))
                        .contains("region blocks cannot give 0 bytes"));
        int[][] ranges = {{-1, 2}, {0, 5}, {1, 1}, {2, 1}, {Integer.MIN_VALUE, Integer.MAX_VALUE}};
        for (int[] each : ranges) {
            String out =
                    said(
                            IndexOutOfBoundsException.class,
                            () -> pool.allocateSome(8, all, each[0], each[1]));
            assertTrue(out.startsWith("region blocks: descriptors from " + each[0]), out);
        }
        Descriptor[] holed = {new Descriptor(), null};
        assertThrows(NullPointerException.class, () -> pool.allocateSome(8, holed, 0, 2));
        assertTrue(holed[0].isEmpty());
        assertEquals(1, pool.snapshot().live());
        all[2].close();
    }

    /** One that stands there twice would lose its first lease. */
    @Test
    void aDescriptorThatStandsThereTwiceIsFilledOnce() throws InterruptedException {
        Descriptor[] all = empty(4);
        all[2] = all[1];
        assertEquals(2, pool.allocateSome(8, all, 0, 4));
        assertThrows(IllegalStateException.class, () -> pool.allocateSome(8, all, 2, 4));
        assertEquals(2, pool.snapshot().live());
        Descriptor.closeAll(all, 0, 2);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theFirstIsWaitedForInTurn(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            PoolRegion few = rig.pool(64, 2);
            Descriptor[] held = empty(2);
            assertEquals(2, few.allocateSome(8, held, 0, 2));
            Descriptor[] first = empty(3);
            Coroutine<Integer> some =
                    rig.scheduler.launch("some", () -> few.allocateSome(8, first, 0, 3));
            Rig.awaitWaiting(few, 1);
            Descriptor second = new Descriptor();
            Coroutine<Void> one = rig.launch("one", () -> few.allocate(8, second));
            Rig.awaitWaiting(few, 2);
            // Both at once: each of those that wait gets one, and nothing is left for more.
            Descriptor.closeAll(held, 0, 2);
            assertEquals(1, Rig.get(some));
            Rig.get(one);
            assertEquals(held[0].offset(), first[0].offset(), "the first to the first");
            assertEquals(held[1].offset(), second.offset());
            assertTrue(first[1].isEmpty());
            assertEquals(2, few.snapshot().mostLive());
            assertEquals(128, few.snapshot().mostBytesOut());
            first[0].close();
            second.close();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aStopOrAnUnregistrationLeavesAllEmpty(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            PoolRegion few = rig.pool(64, 1);
            Descriptor held = new Descriptor();
            few.allocate(8, held);
            Descriptor[] all = empty(2);
            Coroutine<Integer> stopped =
                    rig.scheduler.launch("stopped", () -> few.allocateSome(8, all, 0, 2));
            Rig.awaitWaiting(few, 1);
            stopped.cancel();
            assertThrows(CancellationException.class, stopped::join);
            Coroutine<Void> refused =
                    rig.launch(
                            "refused",
                            () ->
                                    assertThrows(
                                            RegionClosedException.class,
                                            () -> few.allocateSome(8, all, 0, 2)));
            Rig.awaitWaiting(few, 1);
            Coroutine<Void> closer =
                    rig.launch("closer", () -> rig.regions.unregister(few, Rig.LONG));
            Rig.get(refused);
            assertThrows(RegionClosedException.class, () -> few.allocateSome(8, all, 0, 2));
            assertTrue(all[0].isEmpty() && all[1].isEmpty());
            // It was the last lease (Z10).
            Descriptor.closeAll(new Descriptor[] {held}, 0, 1);
            Rig.get(closer);
        }
    }

    // Many closes.

    @Test
    void leasesOfManyRegionsAreClosedInOneCall() throws InterruptedException {
        PoolRegion other = regions.pool("others").blocks(64, 3).build();
        Descriptor[] all = empty(8);
        assertEquals(2, pool.allocateSome(8, all, 0, 2));
        assertEquals(3, other.allocateSome(8, all, 2, 5));
        assertEquals(2, pool.allocateSome(8, all, 5, 7));
        all[0].slice(0, 4, all[7]);
        Descriptor.closeAll(all, 0, 0);
        assertEquals(5, pool.snapshot().live());
        Descriptor.closeAll(all, 0, 8);
        assertEquals(0, pool.snapshot().live());
        assertEquals(0, other.snapshot().live());
        for (Descriptor each : all) {
            assertTrue(each.isEmpty());
            assertTrue(
                    said(IllegalStateException.class, () -> each.getByte(0))
                            .contains("it was closed"));
        }
    }

    @Test
    void moreThanABatchIsClosed() throws InterruptedException {
        Descriptor[] all = empty(100);
        for (int taken = 0; taken < 100; ) {
            taken += pool.allocateSome(8, all, taken, 100);
        }
        Descriptor.closeAll(all, 0, 100);
        assertEquals(0, pool.snapshot().live());
    }

    @Test
    void whatCannotBeClosedKeepsNoneOfTheOthersFromIt() throws InterruptedException {
        Descriptor[] all = empty(7);
        assertEquals(7, pool.allocateSome(8, all, 0, 7));
        Descriptor stolen = new Descriptor();
        Invariants.alias(all[1], stolen);
        stolen.close();
        all[3].close();
        Descriptor twice = all[5];
        all[6].close();
        all[6] = twice;
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> Descriptor.closeAll(all, 0, 7));
        assertTrue(e.getMessage().contains("slot 1, generation 0, cannot be closed"), e::toString);
        List<String> others = new ArrayList<>();
        for (Throwable each : e.getSuppressed()) {
            others.add(each.getMessage());
        }
        assertEquals(2, others.size(), others::toString);
        assertTrue(others.get(0).contains("slot 3"), others::toString);
        assertTrue(others.get(1).contains("slot 5"), others::toString);
        for (Descriptor each : all) {
            assertTrue(each.isEmpty());
        }
        assertEquals(0, pool.snapshot().live());
        // The block of the stolen lease is another's by now: that lease is not touched.
        Descriptor next = new Descriptor();
        pool.allocate(8, next);
        Invariants.alias(next, stolen);
        stolen.close();
        pool.allocate(8, stolen);
        assertThrows(
                IllegalStateException.class,
                () -> Descriptor.closeAll(new Descriptor[] {next}, 0, 1));
        stolen.setLong(0, 5);
        assertEquals(5, stolen.getLong(0));
        stolen.close();
    }

    @Test
    void badArraysChangeNothing() throws InterruptedException {
        Descriptor[] all = empty(3);
        pool.allocate(8, all[0]);
        all[2] = null;
        assertTrue(
                said(NullPointerException.class, () -> Descriptor.closeAll(all, 0, 3))
                        .contains("the descriptor at 2"));
        assertThrows(IndexOutOfBoundsException.class, () -> Descriptor.closeAll(all, 0, 4));
        assertThrows(IndexOutOfBoundsException.class, () -> Descriptor.closeAll(all, -1, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> Descriptor.closeAll(all, 2, 1));
        assertFalse(all[0].isEmpty());
        Descriptor.closeAll(all, 0, 1);
        assertThrows(IllegalStateException.class, () -> Descriptor.closeAll(all, 1, 2), "empty");
    }
}
