// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.util.Arrays;

/**
 * The slots of a region, one for each lease. The first slots belong to blocks, one each, for the
 * first lease of the block; the others are for further leases, and are added as they are needed.
 *
 * <p>Changed under the region's lock. Anybody may read the word of a slot at any time.
 *
 * <pre>
 *   0      8      16      24       32       40      48
 *   | word | link | count | offset | length | class | traced |
 * </pre>
 *
 * <ul>
 *   <li><b>word</b>: generation &lt;&lt; 1 | live. Each begin and each end of a lease adds one, so
 *       that no lease has the word of an earlier one.
 *   <li><b>link</b>: of a live slot, the slot of its block; of a free one for further leases, the
 *       next that is free
 *   <li><b>count</b>: of a block's slot, how many leases of the block live
 *   <li><b>offset</b>, <b>length</b>: what the lease is of, in bytes of the region
 *   <li><b>class</b>: of a block's slot, the index of its size class
 *   <li><b>traced</b>: whether it is known where the lease was taken
 * </ul>
 */
final class SlotTable {

    static final int WORD = 0;
    static final int LINK = 1;
    static final int COUNT = 2;
    static final int OFFSET = 3;
    static final int LENGTH = 4;
    static final int CLASS = 5;
    static final int TRACED = 6;

    /** No slot. */
    static final int NONE = -1;

    /** A cache line, so that leases of different cores are apart. */
    private static final int LONGS = 8;

    private static final int CHUNK_BITS = 8;
    private static final int CHUNK = 1 << CHUNK_BITS;

    /** More blocks than memory has room for. */
    static final int MAX_BLOCKS = 1 << 30;

    private static final int MAX_CHUNKS = Integer.MAX_VALUE >> CHUNK_BITS;

    private static final long[] NO_CHUNK = {0};

    /** More slots, made outside the lock. */
    record Growth(int chunksBefore, long[] chunk, long[][] chunks) {}

    private final int blocks;
    private long[][] chunks;
    private int chunkCount;

    /** The first slot for a further lease that is free, or NONE. */
    private int free = NONE;

    /**
     * @param blocks how many slots belong to blocks
     */
    SlotTable(int blocks) {
        this.blocks = blocks;
        chunkCount = (int) ((blocks + (long) CHUNK - 1) >> CHUNK_BITS);
        chunks = new long[Math.max(4, chunkCount)][];
        for (int i = 0; i < chunkCount; i++) {
            chunks[i] = new long[CHUNK * LONGS];
        }
        for (int slot = capacity() - 1; slot >= blocks; slot--) {
            chunk(slot)[at(slot) + LINK] = free;
            free = slot;
        }
    }

    int blocks() {
        return blocks;
    }

    /** How many slots there are. */
    int capacity() {
        return chunkCount << CHUNK_BITS;
    }

    /** Where the fields of a slot are. A slot that never was has a place whose word is 0. */
    long[] chunk(int slot) {
        int index = slot >> CHUNK_BITS;
        long[][] all = chunks;
        if (index < 0 || index >= all.length) {
            return NO_CHUNK;
        }
        long[] chunk = all[index];
        return chunk == null ? NO_CHUNK : chunk;
    }

    /** Where in its chunk a slot begins. */
    static int at(int slot) {
        return (slot & CHUNK - 1) * LONGS;
    }

    /** Where in a chunk, as {@link #chunk} has found it, a slot begins. */
    static int at(long[] chunk, int slot) {
        return chunk == NO_CHUNK ? 0 : at(slot);
    }

    long word(int slot) {
        long[] chunk = chunk(slot);
        return chunk[at(chunk, slot)];
    }

    /** Whether it is known where the lease of a slot was taken. */
    boolean isTraced(int slot) {
        return chunk(slot)[at(slot) + TRACED] != 0;
    }

    static boolean isLive(long word) {
        return (word & 1) != 0;
    }

    static long generation(long word) {
        return word >>> 1;
    }

    // Under the lock.

    /** Begins a lease in a slot that is free and in no list. */
    void begin(int slot, int block, long offset, long length, boolean traced) {
        long[] chunk = chunk(slot);
        int at = at(slot);
        chunk[at + LINK] = block;
        chunk[at + OFFSET] = offset;
        chunk[at + LENGTH] = length;
        chunk[at + TRACED] = traced ? 1 : 0;
        chunk[at + WORD]++;
    }

    /** Takes a free slot for a further lease; NONE when there is none. */
    int takeFurther() {
        int slot = free;
        if (slot != NONE) {
            free = (int) chunk(slot)[at(slot) + LINK];
        }
        return slot;
    }

    /** Ends the lease of a slot; a slot for further leases becomes free. */
    void end(int slot) {
        long[] chunk = chunk(slot);
        int at = at(slot);
        chunk[at + WORD]++;
        if (slot >= blocks) {
            chunk[at + LINK] = free;
            free = slot;
        }
    }

    /** Adds slots, unless others were added since they were made. */
    void add(Growth growth) {
        if (growth.chunksBefore != chunkCount) {
            return;
        }
        if (growth.chunks != null) {
            chunks = growth.chunks;
        }
        chunks[chunkCount] = growth.chunk;
        int first = chunkCount << CHUNK_BITS;
        growth.chunk[at(CHUNK - 1) + LINK] = free;
        free = first;
        chunkCount++;
    }

    // Outside the lock.

    /**
     * Makes slots to be added.
     *
     * @param region whose slots they are, for the error
     * @throws IllegalStateException when there are as many as can be
     */
    Growth grow(int chunksBefore, String region) {
        if (chunksBefore >= MAX_CHUNKS) {
            throw new IllegalStateException(
                    region
                            + ": 2^31 leases of it are live, more cannot be; close leases, or spread"
                            + " them over several regions");
        }
        long[] chunk = new long[CHUNK * LONGS];
        int first = chunksBefore << CHUNK_BITS;
        for (int i = 0; i < CHUNK - 1; i++) {
            chunk[i * LONGS + LINK] = first + i + 1;
        }
        long[][] before = chunks;
        boolean full = chunksBefore >= before.length;
        return new Growth(
                chunksBefore,
                chunk,
                full ? Arrays.copyOf(before, Math.min(before.length * 2, MAX_CHUNKS)) : null);
    }

    int chunkCount() {
        return chunkCount;
    }

    /** The first free slot for a further lease, for the check of invariants. */
    int firstFree() {
        return free;
    }
}
