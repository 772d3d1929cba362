// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kcoro.scheduler.Parker;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.PoolRegion;
import org.kcoro.zref.Regions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A region whose invariants are broken says which. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InvariantsTest {

    private final Regions regions = Regions.create();
    private final PoolRegion region = regions.pool("broken").blocks(64, 4).build();
    private final LocalPool pool = (LocalPool) region;
    private final Descriptor block = new Descriptor();
    private final Descriptor slice = new Descriptor();

    @BeforeEach
    void begin() throws InterruptedException {
        pool.allocate(64, block);
        block.slice(0, 8, slice);
        pool.checkInvariants();
    }

    private void set(int slot, int field, long value) {
        pool.slots.chunk(slot)[SlotTable.at(slot) + field] = value;
    }

    private void assertBroken(String invariant) {
        String message = assertThrows(AssertionError.class, pool::checkInvariants).getMessage();
        assertTrue(message.contains(invariant), message);
    }

    @Test
    void aSoundOneIs() {
        block.close();
        pool.checkInvariants();
        slice.close();
        pool.checkInvariants();
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    @Test
    void aLeaseThatIsNotCounted() {
        pool.counters.live--;
        assertBroken("R1");
    }

    @Test
    void aLeaseThatIsForgotten() {
        pool.counters.leases++;
        assertBroken("R2");
    }

    @Test
    void aBlockWithAnotherNumberOfLeases() {
        set(0, SlotTable.COUNT, 1);
        assertBroken("R3");
    }

    @Test
    void aBlockThatIsInNoList() {
        // As if it had been taken, and its lease never begun.
        pool.classes()[0].take();
        pool.counters.bytesOut(64);
        assertBroken("R4");
    }

    @Test
    void aBlockThatIsFreeAndLive() {
        pool.classes()[0].give(0);
        assertBroken("R4");
    }

    @Test
    void aBlockThatIsFreeTwice() {
        // Slot 0 is that of the block, slot 1 that of the next.
        pool.classes()[0].take();
        pool.classes()[0].give(2);
        assertBroken("R4: slot 2 is free twice");
    }

    @Test
    void aSlotForFurtherLeasesThatIsFreeTwice() {
        int first = pool.slots.firstFree();
        set(first, SlotTable.LINK, first);
        assertBroken("R4: slot " + first + " is free twice");
    }

    @Test
    void bytesThatAreNotCounted() {
        pool.counters.bytesOut--;
        assertBroken("R5");
    }

    @Test
    void oneThatWaitsBesideAFreeBlock() {
        pool.classes()[0].waiters.add(new RoomWaiter(Parker.current(), 8));
        assertBroken("R6");
    }
}
