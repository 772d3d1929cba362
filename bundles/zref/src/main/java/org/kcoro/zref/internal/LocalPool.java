// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.PoolRegion;
import org.kcoro.zref.RegionSnapshot;
import org.kcoro.zref.SizeClassSnapshot;

/** A pool in this JVM. */
final class LocalPool extends LocalRegion implements PoolRegion {

    private static final long NEVER = Long.MAX_VALUE;

    private final SizeClass[] classes;
    private final WaitReason reason = new WaitReason("allocate", toString());

    /**
     * @param classes from the smallest blocks to the largest
     */
    LocalPool(Parts parts, List<SizeClass> classes) {
        super(parts, new SlotTable(classes.stream().mapToInt(c -> c.blocks).sum()));
        this.classes = classes.toArray(new SizeClass[0]);
        long offset = 0;
        for (SizeClass each : classes) {
            each.fill(slots, offset);
            offset += each.stride() * each.blocks;
        }
    }

    /** How many bytes a pool of these blocks takes. */
    static long bytes(List<SizeClass> classes) {
        long bytes = 0;
        for (SizeClass each : classes) {
            bytes = Math.addExact(bytes, Math.multiplyExact(each.stride(), each.blocks));
        }
        return bytes;
    }

    @Override
    public void allocate(long length, Descriptor into) throws InterruptedException {
        allocate(length, NEVER, into);
    }

    @Override
    public boolean allocate(long length, Duration timeout, Descriptor into)
            throws InterruptedException {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException(
                    this + ": the timeout is " + timeout + "; it must be zero or more");
        }
        if (timeout.isZero()) {
            return tryAllocate(length, into);
        }
        return allocate(length, Parker.current().deadlineAfter(timeout), into);
    }

    @Override
    public int allocateSome(long length, Descriptor[] into, int from, int to)
            throws InterruptedException {
        if (from < 0 || from >= to || to > into.length) {
            throw new IndexOutOfBoundsException(
                    this
                            + ": descriptors from "
                            + from
                            + " to "
                            + to
                            + " of an array of "
                            + into.length
                            + "; there must be one at least");
        }
        int end = DescriptorBatches.endOfBatch(from, to);
        DescriptorState first = toFill(into[from]);
        for (int i = from + 1; i < end; i++) {
            toFill(into[i]);
        }
        SizeClass ofLength = classOf(length);
        int next = takeSome(ofLength, length, into, from, end);
        if (next == from) {
            fillBegun(first, await(ofLength, length, NEVER), length);
            next = takeSome(ofLength, length, into, from + 1, end);
        }
        return next - from;
    }

    @Override
    public boolean tryAllocate(long length, Descriptor into) {
        DescriptorState state = toFill(into);
        int slot = take(classOf(length), length, null, true);
        if (slot == SlotTable.NONE) {
            return false;
        }
        fillBegun(state, slot, length);
        return true;
    }

    private boolean allocate(long length, long deadlineNanos, Descriptor into)
            throws InterruptedException {
        DescriptorState state = toFill(into);
        SizeClass ofLength = classOf(length);
        int slot = take(ofLength, length, null, false);
        if (slot == SlotTable.NONE) {
            slot = await(ofLength, length, deadlineNanos);
            if (slot == SlotTable.NONE) {
                return false;
            }
        }
        fillBegun(state, slot, length);
        return true;
    }

    /** Fills a descriptor by a lease that has just begun; keeps where that is. */
    private void fillBegun(DescriptorState state, int slot, long length) {
        if (fill(state, slot, length)) {
            traces.take(slot, state.word);
        }
    }

    /** Answers whether it is to be kept where the lease was taken. */
    private boolean fill(DescriptorState state, int slot, long length) {
        long[] chunk = slots.chunk(slot);
        int at = SlotTable.at(slot);
        state.fill(this, slot, chunk[at + SlotTable.WORD], chunk[at + SlotTable.OFFSET], length, 0);
        return chunk[at + SlotTable.TRACED] != 0;
    }

    private SizeClass classOf(long length) {
        if (length > 0) {
            for (SizeClass each : classes) {
                if (length <= each.blockSize) {
                    return each;
                }
            }
        }
        throw new IllegalArgumentException(
                this
                        + " cannot give "
                        + length
                        + " bytes; it has blocks of "
                        + sizes()
                        + ": ask for 1 to "
                        + classes[classes.length - 1].blockSize
                        + " bytes, or build the pool with larger blocks");
    }

    private String sizes() {
        StringBuilder sizes = new StringBuilder();
        for (SizeClass each : classes) {
            sizes.append(sizes.isEmpty() ? "" : ", ").append(each.blockSize);
        }
        return sizes.toString();
    }

    /**
     * Takes a block and begins its lease (Z1). Where there is none, it enqueues a waiter (Z2).
     *
     * @param waiter to be enqueued, or null
     * @param counts whether it counts that there is none
     * @return the slot, or NONE
     */
    private int take(SizeClass from, long length, RoomWaiter waiter, boolean counts) {
        int slot = SlotTable.NONE;
        boolean open;
        lock.lock();
        try {
            open = life.isOpen();
            if (open && from.freeCount() > 0) {
                slot = from.take();
                beginBlock(slot, length, counters.leases + 1);
                counters.began(1);
                counters.bytesOut(from.blockSize);
            } else if (open && waiter != null) {
                from.waiters.add(waiter);
            } else if (open && counts) {
                counters.refused++;
            }
        } finally {
            lock.unlock();
        }
        if (!open) {
            throw refused();
        }
        return slot;
    }

    /**
     * Takes blocks and begins their leases (Z1), as many as are free and have an empty descriptor;
     * none where leases are refused.
     *
     * @return the index of the first descriptor that was not filled
     */
    private int takeSome(SizeClass from, long length, Descriptor[] into, int begin, int end) {
        boolean traced = false;
        int next = begin;
        lock.lock();
        try {
            int last = life.isOpen() ? begin + Math.min(end - begin, from.freeCount()) : begin;
            while (next < last) {
                Descriptor descriptor = into[next];
                // One that stands there twice has a lease by now.
                if (descriptor == null || !descriptor.isEmpty()) {
                    break;
                }
                int slot = from.take();
                next++;
                beginBlock(slot, length, counters.leases + next - begin);
                traced |= fill(DescriptorAccess.of(descriptor), slot, length);
            }
            counters.began(next - begin);
            counters.bytesOut((next - begin) * from.blockSize);
        } finally {
            lock.unlock();
        }
        for (int i = begin; traced && i < next; i++) {
            trace(DescriptorAccess.of(into[i]).slot());
        }
        return next;
    }

    /**
     * Begins the first lease of a block.
     *
     * @param leases how many have begun, with this one
     */
    private void beginBlock(int slot, long length, long leases) {
        long[] chunk = slots.chunk(slot);
        int at = SlotTable.at(slot);
        chunk[at + SlotTable.COUNT] = 1;
        boolean traced = traces.isSampled(leases);
        slots.begin(slot, slot, chunk[at + SlotTable.OFFSET], length, traced);
    }

    /**
     * Waits for a block. A deadline, a stop or a suspension that is refused withdraws (Z8); where a
     * block was granted first, it is taken, and a stop shows at the next wait.
     *
     * @return the slot, or NONE when the deadline has passed
     */
    private int await(SizeClass from, long length, long deadlineNanos) throws InterruptedException {
        RoomWaiter waiter = new RoomWaiter(Parker.current(), length);
        int slot = take(from, length, waiter, false);
        if (slot != SlotTable.NONE) {
            return slot;
        }
        try {
            while (waiter.outcome == RoomWaiter.Outcome.WAITING) {
                waiter.parker.checkStop();
                if (deadlineNanos == NEVER) {
                    waiter.parker.park(reason);
                } else if (deadlineNanos - waiter.parker.nanoTime() > 0) {
                    waiter.parker.parkUntil(reason, deadlineNanos);
                } else if (withdraw(from, waiter, true)) {
                    return SlotTable.NONE;
                }
            }
        } catch (Throwable stop) {
            if (withdraw(from, waiter, false)) {
                throw stop;
            }
            if (stop instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
        if (waiter.outcome == RoomWaiter.Outcome.REFUSED) {
            throw refused();
        }
        return waiter.slot;
    }

    private boolean withdraw(SizeClass from, RoomWaiter waiter, boolean late) {
        lock.lock();
        try {
            if (waiter.outcome != RoomWaiter.Outcome.WAITING) {
                return false;
            }
            from.waiters.remove(waiter, RoomWaiter.Outcome.WITHDRAWN);
            if (late) {
                counters.timedOut++;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    // Under the lock.

    @Override
    RoomWaiter ended(int slot) {
        int block = (int) slots.chunk(slot)[SlotTable.at(slot) + SlotTable.LINK];
        slots.end(slot);
        long[] chunk = slots.chunk(block);
        int at = SlotTable.at(block);
        if (--chunk[at + SlotTable.COUNT] > 0) {
            return null;
        }
        SizeClass from = classes[(int) chunk[at + SlotTable.CLASS]];
        RoomWaiter waiter = from.waiters.first();
        if (waiter == null) {
            from.give(block);
            counters.bytesOut(-from.blockSize);
            return null;
        }
        // Z7: it changes hands without becoming free, so that nobody overtakes.
        waiter.slot = block;
        beginBlock(block, waiter.length, counters.leases + 1);
        counters.began(1);
        from.waiters.remove(waiter, RoomWaiter.Outcome.GRANTED);
        return waiter;
    }

    @Override
    void shared(int block, long length) {
        slots.chunk(block)[SlotTable.at(block) + SlotTable.COUNT]++;
    }

    @Override
    RoomWaiter refuseWaiters() {
        RoomWaiter refused = null;
        for (SizeClass each : classes) {
            refused = each.waiters.refuseAll(refused);
        }
        return refused;
    }

    @Override
    public RegionSnapshot snapshot() {
        RegionCounters now = new RegionCounters();
        int[] out = new int[classes.length];
        int[] mostOut = new int[classes.length];
        int[] waiting = new int[classes.length];
        lock.lock();
        try {
            now.copy(counters);
            for (int i = 0; i < classes.length; i++) {
                out[i] = classes[i].out();
                mostOut[i] = classes[i].mostOut();
                waiting[i] = classes[i].waiters.size();
            }
        } finally {
            lock.unlock();
        }
        List<SizeClassSnapshot> sizes = new ArrayList<>();
        for (int i = 0; i < classes.length; i++) {
            SizeClass each = classes[i];
            sizes.add(
                    new SizeClassSnapshot(
                            each.blockSize, each.blocks, out[i], mostOut[i], waiting[i]));
        }
        return now.snapshot(this, sizes);
    }

    SizeClass[] classes() {
        return classes;
    }
}
