// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

import org.kcoro.zref.Descriptor;

/**
 * What is behind a descriptor: the lease that it owns, and the bytes. Each access compares the word
 * of the lease's slot with its own (R7): they differ once the lease has ended.
 */
public final class DescriptorState extends DescriptorOwnership {

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    /** The region, whose memory may be read here. */
    private LocalRegion readable(long index, long bytes) {
        LocalRegion of = live();
        if (index < 0 || index > length - bytes) {
            throw outOfBounds(index, bytes);
        }
        return of;
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
}
