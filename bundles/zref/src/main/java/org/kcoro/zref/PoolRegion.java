// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;

/**
 * A bounded pool of blocks, of one or more sizes. An allocation takes a block of the smallest size
 * that is large enough; larger ones are left to those who need them. The block is free again when
 * its last lease has ended. It holds what it held before: nobody clears it.
 *
 * <p>Where no block is free, those that wait are served in the order in which they came, for each
 * size; a later one never overtakes.
 */
public interface PoolRegion extends Region {

    /**
     * Leases a block; waits while there is none. A coroutine or thread that is asked to stop leaves
     * the queue; where it had got a block, it keeps that, and the stop shows at its next wait.
     *
     * @param length of the payload in bytes, from 1 to the size of the largest block
     * @param into empty; owns the lease then
     * @throws IllegalArgumentException when the pool has no blocks of that length
     * @throws IllegalStateException when the descriptor owns a lease
     * @throws RegionClosedException when the region is unregistered, or that begins meanwhile
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    void allocate(long length, Descriptor into) throws InterruptedException;

    /**
     * Leases a block as {@link #allocate(long, Descriptor)} does, but waits no longer than a
     * timeout.
     *
     * @param timeout zero tries once
     * @return false when the timeout has passed; the descriptor is as before
     */
    boolean allocate(long length, Duration timeout, Descriptor into) throws InterruptedException;

    /**
     * Leases a first block, waiting as {@link #allocate(long, Descriptor)} does, and with it those
     * that are free and have a place, no more than 64 in all. It costs less than as many
     * allocations one by one. Where it throws, none was leased.
     *
     * @param length of each payload in bytes, from 1 to the size of the largest block
     * @param into different descriptors, all of them empty; those from {@code from} up to {@code
     *     from} plus the result own a lease each then, the others are as before
     * @return how many were leased, from 1 to 64; 1 where it had to wait and no other is free
     * @throws IndexOutOfBoundsException unless {@code 0 <= from < to <= into.length}
     * @throws IllegalArgumentException when the pool has no blocks of that length
     * @throws IllegalStateException when one of the first 64 descriptors owns a lease
     * @throws RegionClosedException when the region is unregistered, or that begins meanwhile
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     * @see Descriptor#closeAll
     */
    int allocateSome(long length, Descriptor[] into, int from, int to) throws InterruptedException;

    /**
     * Leases a block if one is free.
     *
     * @return false when there is none; the descriptor is as before
     */
    boolean tryAllocate(long length, Descriptor into);
}
