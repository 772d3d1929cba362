// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Reads one complete frame where it lies, without copying it: a view that {@link #wrap} lays over a
 * buffer, or that {@link FrameDecoder#next} lays over the decoder's own.
 *
 * <p>Attributes may come in any order. Of several with the same type the first counts, types that
 * nobody asks for are skipped, and a scalar whose value is not 4 bytes long is as good as absent.
 * An attribute that claims more bytes than the payload has left ends the run: it and what follows
 * are absent, as are fewer than 4 bytes at the end. None of this is an error, here or in the C
 * implementation; a caller to whom it matters asks {@link #isWellFormed()}.
 *
 * <p>Every look-up walks the payload from its start. Frames have a handful of attributes, so that
 * is cheaper than an index would be to build, and there is no state to go stale.
 *
 * <p>The view does not own the buffer. It reads absolute positions, never moves the buffer's
 * position or limit, and is good for as long as the bytes stay where they are and the limit does
 * not fall below their end. Before the first {@code wrap} every other method throws a {@link
 * NullPointerException}.
 *
 * <p>Reusable, allocates nothing except in {@link #copyOf}, not thread-safe.
 */
public final class FrameReader {

    /**
     * What {@link #valueOffset}, {@link #valueLength} and {@link #copyTo} say when none is there.
     */
    public static final int ABSENT = -1;

    private static final int ANY_LENGTH = -1;

    private ByteBuffer buffer;

    /** Where the frame starts. */
    private int start;

    /** Where it ends: the first offset behind its payload. */
    private int end;

    /** Makes a reader without a frame. */
    public FrameReader() {}

    /**
     * Lays this view over a frame.
     *
     * @param buffer holds the whole frame below its limit
     * @param offset where the frame starts, from the buffer's index 0
     * @return this
     * @throws IllegalArgumentException if the buffer is little-endian
     * @throws IndexOutOfBoundsException if the buffer does not hold the whole frame; the view then
     *     stays where it was
     */
    public FrameReader wrap(ByteBuffer buffer, int offset) {
        FrameLayout.requireBigEndian(buffer);
        Objects.checkFromIndexSize(offset, FrameLayout.HEADER_LENGTH, buffer.limit());
        int payload = offset + FrameLayout.HEADER_LENGTH;
        long payloadLength = FrameLayout.payloadLength(buffer, offset);
        if (payloadLength > buffer.limit() - payload) {
            throw new IndexOutOfBoundsException(
                    "payload of "
                            + payloadLength
                            + " bytes, of which the buffer holds "
                            + (buffer.limit() - payload));
        }
        this.buffer = buffer;
        this.start = offset;
        this.end = payload + (int) payloadLength;
        return this;
    }

    /** The raw command code, 0 to {@value FrameLayout#MAX_COMMAND}; see {@link Command#ofCode}. */
    public int command() {
        return FrameLayout.command(buffer, start);
    }

    /** The length of the payload in bytes. */
    public int payloadLength() {
        return end - payload();
    }

    /** Whether the attributes fill the payload exactly, with nothing truncated or left over. */
    public boolean isWellFormed() {
        int attribute = payload();
        while (attribute != end && attribute != ABSENT) {
            attribute = behind(attribute);
        }
        return attribute == end;
    }

    /** Whether there is an attribute of this type, of whatever length. */
    public boolean has(int type) {
        return find(type, ANY_LENGTH) != ABSENT;
    }

    /** Whether there is a scalar of this type, one that {@link #u32} would read. */
    public boolean hasU32(int type) {
        return find(type, AttributeLayout.U32_LENGTH) != ABSENT;
    }

    /**
     * The value of a scalar.
     *
     * @param type an attribute type
     * @param defaultValue what to return when there is no such scalar
     * @return a u32 or an int32, in two's complement
     */
    public int u32(int type, int defaultValue) {
        int attribute = find(type, AttributeLayout.U32_LENGTH);
        return attribute == ABSENT
                ? defaultValue
                : buffer.getInt(attribute + AttributeLayout.HEADER_LENGTH);
    }

    /**
     * The value of a long scalar.
     *
     * @param type an attribute type
     * @param defaultValue what to return when there is no such scalar
     * @return a u64, in two's complement
     */
    public long u64(int type, long defaultValue) {
        int attribute = find(type, AttributeLayout.U64_LENGTH);
        return attribute == ABSENT
                ? defaultValue
                : buffer.getLong(attribute + AttributeLayout.HEADER_LENGTH);
    }

    /**
     * Lets an action see each attribute of a type, in their order: the offset and the length of its
     * value in {@link #buffer()}.
     */
    public void forEach(int type, ValueAction action) {
        int attribute = payload();
        int behind = behind(attribute);
        while (behind != ABSENT) {
            if (AttributeLayout.type(buffer, attribute) == type) {
                action.on(
                        attribute + AttributeLayout.HEADER_LENGTH,
                        AttributeLayout.valueLength(buffer, attribute));
            }
            attribute = behind;
            behind = behind(attribute);
        }
    }

    /** What {@link #forEach} does with a value. */
    @FunctionalInterface
    public interface ValueAction {

        /** Sees a value at an offset, of a length in bytes. */
        void on(int offset, int length);
    }

    /**
     * The buffer under this view, for absolute reads at {@link #valueOffset}; not to be changed.
     */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** The offset in {@link #buffer()} of the value of this type, or {@link #ABSENT}. */
    public int valueOffset(int type) {
        int attribute = find(type, ANY_LENGTH);
        return attribute == ABSENT ? ABSENT : attribute + AttributeLayout.HEADER_LENGTH;
    }

    /** The length in bytes of the value of this type, or {@link #ABSENT}. */
    public int valueLength(int type) {
        int attribute = find(type, ANY_LENGTH);
        return attribute == ABSENT ? ABSENT : AttributeLayout.valueLength(buffer, attribute);
    }

    /**
     * Copies the value of this type to the target's position and moves the position behind it.
     *
     * @param type an attribute type
     * @param target a buffer of the caller, of any byte order
     * @return the length of the value in bytes, or {@link #ABSENT} with the target unchanged
     * @throws IndexOutOfBoundsException if the value is longer than what remains in the target,
     *     which is then unchanged
     * @throws java.nio.ReadOnlyBufferException if the target is read-only
     */
    public int copyTo(int type, ByteBuffer target) {
        int attribute = find(type, ANY_LENGTH);
        if (attribute == ABSENT) {
            return ABSENT;
        }
        int length = AttributeLayout.valueLength(buffer, attribute);
        int position = target.position();
        target.put(position, buffer, attribute + AttributeLayout.HEADER_LENGTH, length);
        target.position(position + length);
        return length;
    }

    /**
     * The value of this type in an array of its own, which belongs to the caller.
     *
     * @param type an attribute type
     * @return the bytes, or null when there are none of this type
     */
    public byte[] copyOf(int type) {
        int attribute = find(type, ANY_LENGTH);
        if (attribute == ABSENT) {
            return null;
        }
        byte[] value = new byte[AttributeLayout.valueLength(buffer, attribute)];
        buffer.get(attribute + AttributeLayout.HEADER_LENGTH, value);
        return value;
    }

    private int payload() {
        return start + FrameLayout.HEADER_LENGTH;
    }

    /** The offset behind the attribute that starts here, {@link #ABSENT} if it is not all there. */
    private int behind(int attribute) {
        int room = end - attribute - AttributeLayout.HEADER_LENGTH;
        if (room < 0) {
            return ABSENT;
        }
        int valueLength = AttributeLayout.valueLength(buffer, attribute);
        return valueLength <= room
                ? attribute + AttributeLayout.encodedLength(valueLength)
                : ABSENT;
    }

    /** The offset of the first attribute of this type and value length, or {@link #ABSENT}. */
    private int find(int type, int valueLength) {
        int attribute = payload();
        int behind = behind(attribute);
        while (behind != ABSENT) {
            if (AttributeLayout.type(buffer, attribute) == type
                    && (valueLength == ANY_LENGTH
                            || valueLength == AttributeLayout.valueLength(buffer, attribute))) {
                return attribute;
            }
            attribute = behind;
            behind = behind(attribute);
        }
        return ABSENT;
    }
}
