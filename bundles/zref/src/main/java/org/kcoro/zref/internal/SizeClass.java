// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.util.Arrays;

/** Blocks of one size, some of them free. Guarded by the region's lock. */
final class SizeClass {

    /** Blocks begin at multiples of this, so that no two share a cache line. */
    static final long ALIGNMENT = 64;

    final int index;
    final long blockSize;
    final int blocks;

    /** The slot of its first block; the others follow. */
    final int firstSlot;

    /** Those that wait for a block of this size. */
    final RoomQueue waiters = new RoomQueue();

    /**
     * The slots of the free blocks; the one on top was freed last. A list through the slots would
     * have to fetch each to know the next.
     */
    private int[] free;

    private int freeCount;

    private int mostOut;

    SizeClass(int index, long blockSize, int blocks, int firstSlot) {
        this.index = index;
        this.blockSize = blockSize;
        this.blocks = blocks;
        this.firstSlot = firstSlot;
    }

    int freeCount() {
        return freeCount;
    }

    int out() {
        return blocks - freeCount;
    }

    int mostOut() {
        return mostOut;
    }

    /** Its free blocks, for the check of invariants. */
    int[] free() {
        return Arrays.copyOf(free, freeCount);
    }

    /**
     * From one block to the next, in bytes.
     *
     * @throws ArithmeticException when that is more than can be counted
     */
    long stride() {
        return Math.addExact(blockSize, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Makes all its blocks free, the first one on top. */
    void fill(SlotTable slots, long offset) {
        free = new int[blocks];
        for (int i = blocks - 1; i >= 0; i--) {
            int slot = firstSlot + i;
            long[] chunk = slots.chunk(slot);
            int at = SlotTable.at(slot);
            chunk[at + SlotTable.OFFSET] = offset + i * stride();
            chunk[at + SlotTable.CLASS] = index;
            free[freeCount++] = slot;
        }
    }

    /** Takes a free block, of which there is one. */
    int take() {
        int slot = free[--freeCount];
        mostOut = Math.max(mostOut, blocks - freeCount);
        return slot;
    }

    /** Takes back a block. */
    void give(int slot) {
        free[freeCount++] = slot;
    }
}
