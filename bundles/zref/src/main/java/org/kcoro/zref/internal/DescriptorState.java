// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

import org.kcoro.zref.Descriptor;
import org.kcoro.zref.Region;

/**
 * What is behind a descriptor: which lease it owns, and of which bytes. Each access compares the
 * word of the lease's slot with its own (R7): they differ once the lease has ended.
 */
public final class DescriptorState {

    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    /** The slot of nothing: its word is that of no lease, for those are odd. */
    private static final long[] NOWHERE = {0};

    private DescriptorStatus status = DescriptorStatus.NEW;

    /** Null until it is looked up, of one that was received. */
    private LocalRegion region;

    private long regionId;
    private int slot;
    private long word = 1;
    private long offset;
    private long length;
    private int flags;

    /** Where the slot is, and NOWHERE while it is not known or there is none. */
    private long[] chunk = NOWHERE;

    private int at;

    public boolean isEmpty() {
        return status != DescriptorStatus.OWNER;
    }

    void requireEmpty() {
        if (status == DescriptorStatus.OWNER) {
            throw new IllegalStateException(
                    this
                            + " cannot be filled: it owns a lease; close it, send it or move it first");
        }
    }

    void fill(LocalRegion of, int slot, long word, long offset, long length, int flags) {
        load(of.id(), slot, word, offset, length, flags);
        region = of;
        chunk = of.slots.chunk(slot);
        at = SlotTable.at(slot);
    }

    private void load(long id, int slot, long word, long offset, long length, int flags) {
        regionId = id;
        this.slot = slot;
        this.word = word;
        this.offset = offset;
        this.length = length;
        this.flags = flags;
        region = null;
        chunk = NOWHERE;
        at = 0;
        status = DescriptorStatus.OWNER;
    }

    // For a channel.

    void requireSendable() {
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

    void store(long[] words, int from) {
        words[from] = regionId;
        words[from + 1] = word;
        words[from + 2] = (long) slot << 32 | flags & 0xFFFFFFFFL;
        words[from + 3] = offset;
        words[from + 4] = length;
    }

    void load(long[] words, int from) {
        load(
                words[from],
                (int) (words[from + 2] >> 32),
                // Odd, as that of every lease: no descriptor matches what is nowhere.
                words[from + 1] | 1,
                words[from + 3],
                words[from + 4],
                (int) words[from + 2]);
    }

    void copy(DescriptorState from) {
        load(from.regionId, from.slot, from.word, from.offset, from.length, from.flags);
    }

    void sent() {
        leave(DescriptorStatus.SENT);
    }

    void givenBack() {
        leave(DescriptorStatus.GIVEN_BACK);
    }

    private void leave(DescriptorStatus why) {
        status = why;
        chunk = NOWHERE;
        at = 0;
    }

    /** The region of a lease that is owned. */
    private LocalRegion owned(String doing) {
        if (status != DescriptorStatus.OWNER) {
            throw empty(doing);
        }
        LocalRegion of = region;
        if (of == null) {
            of = RegionTable.find(regionId);
            if (of == null) {
                throw new IllegalStateException(
                        this + " cannot be " + doing + ": its region is not, or no longer, known");
            }
            region = of;
        }
        return of;
    }

    private IllegalStateException empty(String doing) {
        return new IllegalStateException(this + " cannot be " + doing + ": it owns no lease");
    }

    // Ownership.

    public Region region() {
        return owned("asked for its region");
    }

    public long offset() {
        return offset;
    }

    public long length() {
        return length;
    }

    public int flags() {
        return flags;
    }

    public void close() {
        LocalRegion of = owned("closed");
        boolean ended = of.end(slot, word);
        leave(DescriptorStatus.CLOSED);
        if (!ended) {
            throw of.stale(slot, word, "closed");
        }
    }

    public void moveTo(Descriptor into) {
        LocalRegion of = owned("moved");
        checkLive(of, "moved");
        of.toFill(into).fill(of, slot, word, offset, length, flags);
        leave(DescriptorStatus.MOVED);
    }

    public void retain(Descriptor into) {
        share(0, length, flags, into);
    }

    public void slice(long from, long bytes, Descriptor into) {
        share(from, bytes, flags | Descriptor.READ_ONLY, into);
    }

    private void share(long from, long bytes, int flags, Descriptor into) {
        LocalRegion of = owned("shared");
        checkLive(of, "shared");
        DescriptorState other = of.toFill(into);
        if (bytes < 1) {
            throw new IndexOutOfBoundsException(
                    this + ": a slice of " + bytes + " bytes cannot be; it must have 1 or more");
        }
        checkBounds(from, bytes);
        int begun = of.share(slot, word, offset + from, bytes);
        other.fill(of, begun, of.began(begun), offset + from, bytes, flags);
    }

    public LeaseState toLease() {
        LocalRegion of = owned("made a lease");
        checkLive(of, "made a lease");
        LeaseState lease = new LeaseState(of, slot, word, offset, length, flags);
        leave(DescriptorStatus.MOVED);
        return lease;
    }

    void checkLive(LocalRegion of, String doing) {
        if (of.slots.word(slot) != word) {
            throw of.stale(slot, word, doing);
        }
    }

    // Access.

    /** The region, whose memory may be read here. */
    private LocalRegion readable(long index, long bytes) {
        if ((long) WORDS.getOpaque(chunk, at) != word) {
            lookUp();
        }
        if (index < 0 || index > length - bytes) {
            throw outOfBounds(index, bytes);
        }
        return region;
    }

    private LocalRegion writable(long index, long bytes) {
        LocalRegion of = readable(index, bytes);
        if ((flags & Descriptor.READ_ONLY) != 0) {
            throw new UnsupportedOperationException(
                    this
                            + " cannot be written: it is read-only, as slices and files that are mapped"
                            + " for reading are");
        }
        return of;
    }

    /** Finds the slot of one that was received; throws when there is no live lease. */
    private void lookUp() {
        LocalRegion of = owned("accessed");
        checkLive(of, "accessed");
        chunk = of.slots.chunk(slot);
        at = SlotTable.at(slot);
    }

    private void checkBounds(long index, long bytes) {
        if (bytes < 0 || index < 0 || index > length - bytes) {
            throw outOfBounds(index, bytes);
        }
    }

    private IndexOutOfBoundsException outOfBounds(long index, long bytes) {
        return new IndexOutOfBoundsException(
                this + " has no " + bytes + " bytes at " + index + "; it has " + length);
    }

    public byte getByte(long index) {
        LocalRegion of = readable(index, 1);
        try {
            return of.memory.get(ValueLayout.JAVA_BYTE, offset + index);
        } catch (InternalError e) {
            throw of.fault(e);
        }
    }

    public short getShort(long index) {
        LocalRegion of = readable(index, Short.BYTES);
        try {
            return of.memory.get(SHORT, offset + index);
        } catch (InternalError e) {
            throw of.fault(e);
        }
    }

    public int getInt(long index) {
        LocalRegion of = readable(index, Integer.BYTES);
        try {
            return of.memory.get(INT, offset + index);
        } catch (InternalError e) {
            throw of.fault(e);
        }
    }

    public long getLong(long index) {
        LocalRegion of = readable(index, Long.BYTES);
        try {
            return of.memory.get(LONG, offset + index);
        } catch (InternalError e) {
            throw of.fault(e);
        }
    }

    public void setByte(long index, byte value) {
        LocalRegion of = writable(index, 1);
        try {
            of.memory.set(ValueLayout.JAVA_BYTE, offset + index, value);
        } catch (InternalError e) {
            throw of.fault(e);
        }
    }

    public void setShort(long index, short value) {
        LocalRegion of = writable(index, Short.BYTES);
        try {
            of.memory.set(SHORT, offset + index, value);
        } catch (InternalError e) {
            throw of.fault(e);
        }
    }

    public void setInt(long index, int value) {
        LocalRegion of = writable(index, Integer.BYTES);
        try {
            of.memory.set(INT, offset + index, value);
        } catch (InternalError e) {
            throw of.fault(e);
        }
    }

    public void setLong(long index, long value) {
        LocalRegion of = writable(index, Long.BYTES);
        try {
            of.memory.set(LONG, offset + index, value);
        } catch (InternalError e) {
            throw of.fault(e);
        }
    }

    public void get(long index, byte[] into, int from, int bytes) {
        checkBounds(index, bytes);
        LocalRegion of = readable(index, bytes);
        try {
            MemorySegment.copy(of.memory, ValueLayout.JAVA_BYTE, offset + index, into, from, bytes);
        } catch (InternalError e) {
            throw of.fault(e);
        }
    }

    public void set(long index, byte[] values, int from, int bytes) {
        checkBounds(index, bytes);
        LocalRegion of = writable(index, bytes);
        try {
            MemorySegment.copy(
                    values, from, of.memory, ValueLayout.JAVA_BYTE, offset + index, bytes);
        } catch (InternalError e) {
            throw of.fault(e);
        }
    }

    public MemorySegment segment() {
        return segment(readable(0, length), offset, length, flags);
    }

    static MemorySegment segment(LocalRegion of, long offset, long length, int flags) {
        MemorySegment slice = of.memory.asSlice(offset, length);
        boolean writable = (flags & Descriptor.READ_ONLY) == 0;
        return writable || slice.isReadOnly() ? slice : slice.asReadOnly();
    }

    public ByteBuffer byteBuffer() {
        if (length > Integer.MAX_VALUE) {
            throw new UnsupportedOperationException(
                    this
                            + " is too long for a ByteBuffer, which has 2^31 - 1 bytes at most; use"
                            + " segment(), or a slice");
        }
        return segment().asByteBuffer();
    }

    @Override
    public String toString() {
        if (status == DescriptorStatus.NEW) {
            return "descriptor (" + status.words + ")";
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
                + status.words
                + ")";
    }
}
