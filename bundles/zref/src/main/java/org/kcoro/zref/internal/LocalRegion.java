// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import org.kcoro.port.SpinLock;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.LiveLease;
import org.kcoro.zref.Region;
import org.kcoro.zref.RegionClosedException;
import org.kcoro.zref.RegionFaultException;

/**
 * What all regions are made of: memory, a slot for each lease, counters, and a life, under one
 * lock. docs/design/zref.md numbers the transitions (Z) and invariants (R).
 */
abstract class LocalRegion implements Region {

    // As a slot: nothing has begun.
    private static final int REFUSED = -2;
    private static final int STALE = -3;

    /** As a block: the lease is of none. */
    private static final int NO_BLOCK = -1;

    /** As the word of a lease: it is of none. No lease has it, for those are odd. */
    private static final long OF_NONE = 0;

    final SpinLock lock = new SpinLock();
    final SlotTable slots;
    final MemorySegment memory;
    final LeaseTraces traces;
    final RegionLife life;
    final RegionCounters counters = new RegionCounters();

    private final String name;
    private final boolean readOnly;
    private final List<String> notes;
    private long id;

    /**
     * What a region is made from.
     *
     * @param memory what its offsets count in
     * @param afterwards runs when the memory was given back; fails never
     */
    record Parts(
            String name,
            Arena arena,
            MemorySegment memory,
            boolean readOnly,
            MemoryGrant grant,
            int leakSample,
            Runnable afterwards) {}

    LocalRegion(Parts parts, SlotTable slots) {
        this.name = parts.name;
        this.memory = parts.memory;
        this.readOnly = parts.readOnly;
        this.notes = parts.grant.notes();
        this.slots = slots;
        this.traces = new LeaseTraces(parts.leakSample);
        this.life = new RegionLife(this, parts);
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final long id() {
        return id;
    }

    /** Called once, before anybody knows it. */
    final void setId(long id) {
        this.id = id;
    }

    @Override
    public final long size() {
        return memory.byteSize();
    }

    @Override
    public final boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public final List<String> notes() {
        return notes;
    }

    // Under the lock.

    /** Ends the lease of a slot; answers who has got its block, to be woken, or null. */
    private RoomWaiter endLease(int slot) {
        // Before another begins in its place, so that the most that were live is true.
        counters.live--;
        return ended(slot);
    }

    /** Whether the lease that has just ended is the one that an unregistration waits for (Z10). */
    private boolean isLastEnded() {
        return counters.live == 0 && life.isClosing();
    }

    /** What an ended lease leaves: its block, its bytes (Z5 to Z7). */
    abstract RoomWaiter ended(int slot);

    /** One more lease of a block (Z4). */
    abstract void shared(int block, long length);

    /** Those that wait for a block are refused (Z9). */
    abstract RoomWaiter refuseWaiters();

    // Outside the lock.

    /** The word of a lease that has just begun, whose owner the caller is; keeps where it is. */
    final long began(int slot) {
        trace(slot);
        return slots.word(slot);
    }

    /** Keeps where the caller is, who owns the lease of a slot, if that is sampled. */
    final void trace(int slot) {
        if (slots.isTraced(slot)) {
            traces.take(slot, slots.word(slot));
        }
    }

    /**
     * Ends a lease (Z5, Z6, Z7, Z10).
     *
     * @return false when it had ended before
     */
    final boolean end(int slot, long word) {
        RoomWaiter granted;
        boolean last;
        boolean traced;
        lock.lock();
        try {
            if (slots.word(slot) != word) {
                return false;
            }
            traced = slots.isTraced(slot);
            granted = endLease(slot);
            last = isLastEnded();
        } finally {
            lock.unlock();
        }
        if (traced) {
            traces.drop(slot, word);
        }
        if (granted != null) {
            RoomWaiter.wake(granted);
        }
        if (last) {
            life.wake();
        }
        return true;
    }

    /**
     * Ends leases whose descriptors stand one behind another, as {@link #end} does, under one lock;
     * stops at the first that has no lease of this region that lives, and is left as it is.
     *
     * @return the index of the first whose lease was not ended
     */
    final int endSome(Descriptor[] owners, int from, int to) {
        RoomWaiter firstGranted = null;
        RoomWaiter lastGranted = null;
        boolean traced = false;
        boolean last;
        int next = from;
        lock.lock();
        try {
            for (; next < to; next++) {
                Descriptor descriptor = owners[next];
                if (descriptor == null) {
                    break;
                }
                DescriptorState owner = DescriptorAccess.of(descriptor);
                if (!owner.owns(this) || slots.word(owner.slot()) != owner.word) {
                    break;
                }
                int slot = owner.slot();
                traced |= slots.isTraced(slot);
                RoomWaiter granted = endLease(slot);
                if (granted != null) {
                    if (lastGranted == null) {
                        firstGranted = granted;
                    } else {
                        lastGranted.next = granted;
                    }
                    lastGranted = granted;
                }
                owner.closed();
            }
            last = next > from && isLastEnded();
        } finally {
            lock.unlock();
        }
        RoomWaiter.wake(firstGranted);
        if (last) {
            life.wake();
        }
        for (int i = from; traced && i < next; i++) {
            // Which lease it had it still says.
            DescriptorState owner = DescriptorAccess.of(owners[i]);
            traces.drop(owner.slot(), owner.word);
        }
        return next;
    }

    /** Counts a lease that was dropped. */
    final void countLeak() {
        lock.lock();
        try {
            counters.leaked++;
        } finally {
            lock.unlock();
        }
    }

    /** Begins another lease of what one is of, or of a part of it (Z4); answers its slot. */
    final int share(int slot, long word, long offset, long length) {
        int begun = beginFurther(slot, word, offset, length);
        if (begun == STALE) {
            throw stale(slot, word, "shared");
        }
        return begun;
    }

    /** Begins a lease of no block (Z3); answers its slot. */
    final int beginFurther(long offset, long length) {
        return beginFurther(0, OF_NONE, offset, length);
    }

    /**
     * Begins a lease in a slot for further ones.
     *
     * @param word that of the lease in slot {@code of}, or OF_NONE
     */
    private int beginFurther(int of, long word, long offset, long length) {
        SlotTable.Growth growth = null;
        while (true) {
            int begun;
            int chunks;
            lock.lock();
            try {
                if (growth != null) {
                    slots.add(growth);
                }
                chunks = slots.chunkCount();
                begun = tryBeginFurther(of, word, offset, length);
            } finally {
                lock.unlock();
            }
            if (begun == REFUSED) {
                throw refused();
            }
            if (begun != SlotTable.NONE) {
                return begun;
            }
            growth = slots.grow(chunks, toString());
        }
    }

    private int tryBeginFurther(int of, long word, long offset, long length) {
        if (word != OF_NONE && slots.word(of) != word) {
            return STALE;
        }
        if (!life.isOpen()) {
            return REFUSED;
        }
        int slot = slots.takeFurther();
        if (slot != SlotTable.NONE) {
            int block =
                    word == OF_NONE
                            ? NO_BLOCK
                            : (int) slots.chunk(of)[SlotTable.at(of) + SlotTable.LINK];
            shared(block, length);
            counters.began(1);
            slots.begin(slot, block, offset, length, traces.isSampled(counters.leases));
        }
        return slot;
    }

    @Override
    public final List<LiveLease> liveLeases(int limit) {
        List<LiveLease> live = new ArrayList<>();
        for (int slot = 0; slot < slots.capacity() && live.size() < limit; slot++) {
            long word = slots.word(slot);
            if (SlotTable.isLive(word)) {
                long[] chunk = slots.chunk(slot);
                int at = SlotTable.at(slot);
                lock.lock();
                long offset;
                long length;
                try {
                    // Another may have begun there.
                    word = chunk[at + SlotTable.WORD];
                    offset = chunk[at + SlotTable.OFFSET];
                    length = chunk[at + SlotTable.LENGTH];
                } finally {
                    lock.unlock();
                }
                if (SlotTable.isLive(word)) {
                    live.add(
                            new LiveLease(
                                    slot,
                                    SlotTable.generation(word),
                                    offset,
                                    length,
                                    traces.find(slot, word)));
                }
            }
        }
        return live;
    }

    /** What has gone wrong for one whose lease has ended. */
    final IllegalStateException stale(int slot, long word, String doing) {
        return new IllegalStateException(
                this
                        + ": the lease of slot "
                        + slot
                        + ", generation "
                        + SlotTable.generation(word)
                        + ", cannot be "
                        + doing
                        + ": it was closed; whoever closes or sends a lease has it no longer");
    }

    final RegionClosedException refused() {
        return new RegionClosedException(
                this
                        + " gives no new leases: it is "
                        + (life.isClosed() ? "" : "being ")
                        + "unregistered");
    }

    /** What an access has met that the system could not carry out. */
    RegionFaultException fault(InternalError cause) {
        return new RegionFaultException(this + ": its memory cannot be accessed", cause);
    }

    /** Checks that a descriptor can be filled, and answers what is behind it. */
    final DescriptorState toFill(Descriptor into) {
        DescriptorState state = DescriptorAccess.of(into);
        state.requireEmpty();
        return state;
    }

    /**
     * For tests.
     *
     * @throws AssertionError naming the invariant that is broken
     */
    final void checkInvariants() {
        lock.lock();
        try {
            InvariantCheck.run(this);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "region " + name;
    }
}
