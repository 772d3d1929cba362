// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.kcoro.zref.Descriptor;
import org.kcoro.zref.Region;
import org.kcoro.zref.RegionFaultException;

/**
 * Which lease a descriptor owns, as its words say, and how it gets one and gives it up. What is
 * done with the bytes is in {@link DescriptorState}.
 */
abstract sealed class DescriptorOwnership permits DescriptorState {

    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    private static final long[] NOWHERE = {0};

    /** The word of no slot, ever. */
    private static final long NEVER = -1;

    long word = 1;
    long offset;
    long length;
    int flags;

    private int status = DescriptorStatus.NEW;

    /**
     * That of the id, or null where it was not looked up. It stays when the lease goes, for the
     * next one is mostly of the same region.
     */
    private LocalRegion region;

    /** That of the region, here for the look of each access. */
    private MemorySegment memory;

    private long regionId;
    private int slot;

    /** Where the slot is, or was; written only where it changes, for the collector's sake. */
    private long[] chunk = NOWHERE;

    private int at;

    /** What must stand there at an access: the word, or NEVER while nothing is owned or known. */
    private long expected = NEVER;

    public final boolean isEmpty() {
        return status != DescriptorStatus.OWNER;
    }

    final void requireEmpty() {
        if (status == DescriptorStatus.OWNER) {
            throw new IllegalStateException(
                    this
                            + " cannot be filled: it owns a lease; close it, send it or move it first");
        }
    }

    final void fill(LocalRegion of, int slot, long word, long offset, long length, int flags) {
        regionId = of.id();
        if (region != of) {
            know(of);
        }
        own(slot, word, offset, length, flags);
        find(of);
    }

    private void load(long id, int slot, long word, long offset, long length, int flags) {
        if (regionId != id) {
            regionId = id;
            know(null);
        }
        own(slot, word, offset, length, flags);
        if (region == null) {
            expected = NEVER;
        } else {
            find(region);
        }
    }

    private void know(LocalRegion of) {
        region = of;
        memory = of == null ? null : of.memory;
    }

    private void own(int slot, long word, long offset, long length, int flags) {
        this.slot = slot;
        this.word = word;
        this.offset = offset;
        this.length = length;
        this.flags = flags;
        status = DescriptorStatus.OWNER;
    }

    /** Finds the slot; where there is none, what it finds is the word of no lease. */
    private void find(LocalRegion of) {
        long[] found = of.slots.chunk(slot);
        if (chunk != found) {
            chunk = found;
        }
        at = SlotTable.at(found, slot);
        expected = word;
    }

    // For a channel.

    final void requireSendable() {
        if (isKnownLive()) {
            return;
        }
        if (status != DescriptorStatus.OWNER) {
            throw new IllegalArgumentException(
                    this + " has no payload; allocate or receive one into it first");
        }
        LocalRegion of = region == null ? RegionTable.find(regionId) : region;
        if (of == null || of.slots.word(slot) != word) {
            throw new IllegalStateException(
                    this + " owns its lease no more: that was ended elsewhere, or with its region");
        }
    }

    // Under its lock: never fails.

    final void store(long[] words, int from) {
        words[from] = regionId;
        words[from + 1] = word;
        words[from + 2] = (long) slot << 32 | flags & 0xFFFFFFFFL;
        words[from + 3] = offset;
        words[from + 4] = length;
    }

    final void load(long[] words, int from) {
        load(
                words[from],
                (int) (words[from + 2] >> 32),
                // Odd, as that of every lease: no descriptor matches what is nowhere.
                words[from + 1] | 1,
                words[from + 3],
                words[from + 4],
                (int) words[from + 2]);
    }

    final void copy(DescriptorState other) {
        DescriptorOwnership from = other;
        load(from.regionId, from.slot, from.word, from.offset, from.length, from.flags);
    }

    final void sent() {
        leave(DescriptorStatus.SENT);
    }

    final void givenBack() {
        leave(DescriptorStatus.GIVEN_BACK);
    }

    private void leave(int why) {
        status = why;
        expected = NEVER;
    }

    // For its region.

    final int slot() {
        return slot;
    }

    /** Whether it owns a lease of a region; that may have been ended elsewhere. */
    final boolean owns(LocalRegion of) {
        return status == DescriptorStatus.OWNER && regionId == of.id();
    }

    /** Its lease was ended. */
    final void closed() {
        leave(DescriptorStatus.CLOSED);
    }

    /** Its region, or null: it owns nothing, or that is of no region that there is. */
    final LocalRegion knownRegion() {
        if (status == DescriptorStatus.OWNER && region == null) {
            know(RegionTable.find(regionId));
        }
        return status == DescriptorStatus.OWNER ? region : null;
    }

    /** The region of a lease that is owned. */
    private LocalRegion owned(String doing) {
        LocalRegion of = knownRegion();
        if (of == null) {
            throw notOwned(doing);
        }
        return of;
    }

    private IllegalStateException notOwned(String doing) {
        return new IllegalStateException(
                this
                        + " cannot be "
                        + doing
                        + (status == DescriptorStatus.OWNER
                                ? ": its region is not, or no longer, known"
                                : ": it owns no lease"));
    }

    private static void checkLive(LocalRegion of, int slot, long word, String doing) {
        if (of.slots.word(slot) != word) {
            throw of.stale(slot, word, doing);
        }
    }

    /** Whether it has a lease that lives, as far as its slot was looked up. */
    private boolean isKnownLive() {
        return (long) WORDS.getOpaque(chunk, at) == expected;
    }

    /**
     * The memory of the region, for an access; compares the word of the lease with that of its
     * slot.
     *
     * @throws IllegalStateException when it owns no lease that lives
     */
    final MemorySegment live() {
        if (!isKnownLive()) {
            lookUp();
        }
        return memory;
    }

    /** What an access has met that the system could not carry out. */
    final RegionFaultException fault(InternalError cause) {
        return region.fault(cause);
    }

    /** Finds the slot of one that was received; throws when there is no live lease. */
    private void lookUp() {
        LocalRegion of = owned("accessed");
        checkLive(of, slot, word, "accessed");
        find(of);
    }

    // Ownership.

    public final Region region() {
        return owned("asked for its region");
    }

    public final long offset() {
        return offset;
    }

    public final long length() {
        return length;
    }

    public final int flags() {
        return flags;
    }

    public final void close() {
        LocalRegion of = knownRegion();
        if (of == null) {
            IllegalStateException failure = notOwned("closed");
            if (status == DescriptorStatus.OWNER) {
                // There is nothing to end: it can be filled again.
                leave(DescriptorStatus.CLOSED);
            }
            throw failure;
        }
        boolean ended = of.end(slot, word);
        leave(DescriptorStatus.CLOSED);
        if (!ended) {
            throw of.stale(slot, word, "closed");
        }
    }

    public final void moveTo(Descriptor into) {
        LocalRegion of = owned("moved");
        checkLive(of, slot, word, "moved");
        of.toFill(into).fill(of, slot, word, offset, length, flags);
        leave(DescriptorStatus.MOVED);
    }

    public final void retain(Descriptor into) {
        share(0, length, flags, into);
    }

    public final void slice(long from, long bytes, Descriptor into) {
        share(from, bytes, flags | Descriptor.READ_ONLY, into);
    }

    private void share(long from, long bytes, int flags, Descriptor into) {
        LocalRegion of = owned("shared");
        checkLive(of, slot, word, "shared");
        DescriptorState other = of.toFill(into);
        if (bytes < 1) {
            throw new IndexOutOfBoundsException(
                    this + ": a slice of " + bytes + " bytes cannot be; it must have 1 or more");
        }
        checkBounds(from, bytes);
        int begun = of.share(slot, word, offset + from, bytes);
        other.fill(of, begun, of.began(begun), offset + from, bytes, flags);
    }

    public final LeaseState toLease() {
        LocalRegion of = owned("made a lease");
        checkLive(of, slot, word, "made a lease");
        LeaseState lease = new LeaseState(of, slot, word, offset, length, flags);
        leave(DescriptorStatus.MOVED);
        return lease;
    }

    final void checkBounds(long index, long bytes) {
        if (bytes < 0 || index < 0 || index > length - bytes) {
            throw outOfBounds(index, bytes);
        }
    }

    final IndexOutOfBoundsException outOfBounds(long index, long bytes) {
        return new IndexOutOfBoundsException(
                this + " has no " + bytes + " bytes at " + index + "; it has " + length);
    }

    @Override
    public final String toString() {
        if (status == DescriptorStatus.NEW) {
            return "descriptor (" + DescriptorStatus.words(status) + ")";
        }
        String where = region == null ? "region id " + regionId : region.toString();
        return "descriptor of "
                + where
                + " (slot "
                + slot
                + ", generation "
                + SlotTable.generation(word)
                + ", "
                + length
                + " bytes at "
                + offset
                + "; "
                + DescriptorStatus.words(status)
                + ")";
    }
}
