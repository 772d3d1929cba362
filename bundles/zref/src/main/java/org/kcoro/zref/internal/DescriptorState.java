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

    /** The memory, which may be read here. */
    private MemorySegment readable(long index, long bytes) {
        MemorySegment of = live();
        if (index < 0 || index > length - bytes) {
            throw outOfBounds(index, bytes);
        }
        return of;
    }

    private MemorySegment writable(long index, long bytes) {
        MemorySegment of = readable(index, bytes);
        if ((flags & Descriptor.READ_ONLY) != 0) {
            throw new UnsupportedOperationException(
                    this
                            + " cannot be written: it is read-only, as slices and files that are mapped"
                            + " for reading are");
        }
        return of;
    }

    public byte getByte(long index) {
        MemorySegment memory = readable(index, 1);
        try {
            return memory.get(ValueLayout.JAVA_BYTE, offset + index);
        } catch (InternalError e) {
            throw fault(e);
        }
    }

    public short getShort(long index) {
        MemorySegment memory = readable(index, Short.BYTES);
        try {
            return memory.get(SHORT, offset + index);
        } catch (InternalError e) {
            throw fault(e);
        }
    }

    public int getInt(long index) {
        MemorySegment memory = readable(index, Integer.BYTES);
        try {
            return memory.get(INT, offset + index);
        } catch (InternalError e) {
            throw fault(e);
        }
    }

    public long getLong(long index) {
        MemorySegment memory = readable(index, Long.BYTES);
        try {
            return memory.get(LONG, offset + index);
        } catch (InternalError e) {
            throw fault(e);
        }
    }

    public void setByte(long index, byte value) {
        MemorySegment memory = writable(index, 1);
        try {
            memory.set(ValueLayout.JAVA_BYTE, offset + index, value);
        } catch (InternalError e) {
            throw fault(e);
        }
    }

    public void setShort(long index, short value) {
        MemorySegment memory = writable(index, Short.BYTES);
        try {
            memory.set(SHORT, offset + index, value);
        } catch (InternalError e) {
            throw fault(e);
        }
    }

    public void setInt(long index, int value) {
        MemorySegment memory = writable(index, Integer.BYTES);
        try {
            memory.set(INT, offset + index, value);
        } catch (InternalError e) {
            throw fault(e);
        }
    }

    public void setLong(long index, long value) {
        MemorySegment memory = writable(index, Long.BYTES);
        try {
            memory.set(LONG, offset + index, value);
        } catch (InternalError e) {
            throw fault(e);
        }
    }

    public void get(long index, byte[] into, int from, int bytes) {
        checkBounds(index, bytes);
        MemorySegment memory = readable(index, bytes);
        try {
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset + index, into, from, bytes);
        } catch (InternalError e) {
            throw fault(e);
        }
    }

    public void set(long index, byte[] values, int from, int bytes) {
        checkBounds(index, bytes);
        MemorySegment memory = writable(index, bytes);
        try {
            MemorySegment.copy(values, from, memory, ValueLayout.JAVA_BYTE, offset + index, bytes);
        } catch (InternalError e) {
            throw fault(e);
        }
    }

    public MemorySegment segment() {
        return segment(readable(0, length), offset, length, flags);
    }

    static MemorySegment segment(MemorySegment of, long offset, long length, int flags) {
        MemorySegment slice = of.asSlice(offset, length);
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
