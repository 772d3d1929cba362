// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

/**
 * What holds of a region whenever its lock is free; docs/design/zref.md numbers it. Runs under the
 * lock.
 */
final class InvariantCheck {

    private final LocalRegion region;
    private final SlotTable slots;

    /** How many live slots name each block. */
    private final long[] ofBlock;

    /** In which list each slot is. */
    private final boolean[] listed;

    private InvariantCheck(LocalRegion region) {
        this.region = region;
        this.slots = region.slots;
        ofBlock = new long[slots.blocks()];
        listed = new boolean[slots.capacity()];
    }

    static void run(LocalRegion region) {
        new InvariantCheck(region).run();
    }

    private long field(int slot, int field) {
        return slots.chunk(slot)[SlotTable.at(slot) + field];
    }

    private void run() {
        long live = 0;
        long ended = 0;
        long bytes = 0;
        for (int slot = 0; slot < slots.capacity(); slot++) {
            long word = slots.word(slot);
            // Each generation is a lease that has ended.
            ended += SlotTable.generation(word);
            if (SlotTable.isLive(word)) {
                live++;
                int block = (int) field(slot, SlotTable.LINK);
                if (block >= 0) {
                    ofBlock[block]++;
                } else {
                    bytes += field(slot, SlotTable.LENGTH);
                }
            }
        }
        expect(live, region.counters.live, "R1: live slots and counted leases");
        expect(live + ended, region.counters.leases, "R2: leases ever, by generation and counted");
        checkFurther();
        if (region instanceof LocalPool pool) {
            for (SizeClass each : pool.classes()) {
                bytes += checkClass(each);
            }
        }
        expect(bytes, region.counters.bytesOut, "R5: bytes of live leases and counted bytes");
        for (int slot = 0; slot < slots.capacity(); slot++) {
            boolean block = slot < slots.blocks();
            boolean used = block ? ofBlock[slot] > 0 : SlotTable.isLive(slots.word(slot));
            if (used == listed[slot]) {
                throw new AssertionError(
                        "R4: slot " + slot + " is " + (used ? "used, and free" : "lost"));
            }
        }
    }

    private long checkClass(SizeClass each) {
        int[] freeBlocks = each.free();
        for (int slot : freeBlocks) {
            checkFreeSlot(slot, "blocks of " + each.blockSize);
        }
        int free = freeBlocks.length;
        if (free > 0 && each.waiters.size() > 0) {
            throw new AssertionError(
                    "R6: " + each.waiters.size() + " wait beside " + free + " free blocks");
        }
        for (int slot = each.firstSlot; slot < each.firstSlot + each.blocks; slot++) {
            long count = ofBlock[slot];
            expect(count, field(slot, SlotTable.COUNT), "R3: leases of block " + slot);
        }
        return each.out() * each.blockSize;
    }

    private void checkFurther() {
        int slot = slots.firstFree();
        while (slot != SlotTable.NONE) {
            checkFreeSlot(slot, "further leases");
            slot = (int) field(slot, SlotTable.LINK);
        }
    }

    private void checkFreeSlot(int slot, String what) {
        if (listed[slot]) {
            throw new AssertionError("R4: slot " + slot + " is free twice, in " + what);
        }
        if (SlotTable.isLive(slots.word(slot))) {
            throw new AssertionError("R4: slot " + slot + " is free and live, in " + what);
        }
        listed[slot] = true;
    }

    private void expect(long expected, long actual, String what) {
        if (expected != actual) {
            throw new AssertionError(
                    region + ": " + what + " differ: " + expected + " and " + actual);
        }
    }
}
