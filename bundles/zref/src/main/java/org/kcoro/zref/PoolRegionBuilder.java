// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

/**
 * Settings of a pool. Without {@link #blocks}, it has 1,024 blocks of 256 bytes, 512 of 2 KiB and
 * 64 of 16 KiB. Not thread-safe.
 */
public interface PoolRegionBuilder {

    /**
     * Adds blocks of a size. Sizes may come in any order, each once; they need not be powers of
     * two.
     *
     * @param size in bytes, at least 1; each block takes a multiple of 64
     * @param count how many, at least 1
     * @throws IllegalArgumentException when there are blocks of this size, or a number is too small
     */
    PoolRegionBuilder blocks(long size, int count);

    /**
     * Asks the system for huge pages, which cost less to look up. Where it refuses, the region
     * works without, and its {@link Region#notes} say why.
     */
    PoolRegionBuilder hugePages();

    /**
     * Asks the system to keep the memory from being swapped out. Where it refuses, the region works
     * without, and its {@link Region#notes} say why.
     */
    PoolRegionBuilder locked();

    /**
     * Keeps where one lease in so many is taken, for {@link Region#liveLeases} and for what is said
     * of leases that are dropped. That costs a stack trace each; without it a lease allocates
     * nothing.
     *
     * @param sample 1 for every lease, 0 for none
     * @throws IllegalArgumentException when it is negative
     */
    PoolRegionBuilder leakSample(int sample);

    /**
     * Makes the pool, and registers it. Its memory is zero.
     *
     * @throws IllegalArgumentException when the name is taken or the blocks are too many
     * @throws IllegalStateException when the registry is closed
     * @throws OutOfMemoryError when the system has not so much memory
     */
    PoolRegion build();
}
