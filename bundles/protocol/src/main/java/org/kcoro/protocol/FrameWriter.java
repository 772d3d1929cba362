// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.nio.ByteBuffer;

/**
 * Writes frames into buffers of the caller:
 *
 * <pre>{@code
 * int length = writer.begin(buffer, Command.CHAN_SEND)
 *         .u32(AttributeType.CHAN_ID, channelId)
 *         .u32(AttributeType.TIMEOUT_MS, timeoutMillis)
 *         .bytes(AttributeType.ELEMENT, element)
 *         .end();
 * }</pre>
 *
 * <p>The frame starts at the buffer's position. Until {@link #end()} the buffer's position and
 * limit stay as they were at {@code begin}, so an error never leaves half a frame to be sent: only
 * {@code end} moves the position, behind the frame. A method that throws has added nothing; the
 * frame is still open, and the caller may go on with it or begin another, which abandons it. Bytes
 * between position and limit may have been overwritten.
 *
 * <p>The buffer may be on the heap or direct, must be big-endian, and never grows here; {@link
 * #encodedLength(int, int)} tells how much room to make. Values are copied, so they may be reused
 * once a method has returned. The writer holds on to the buffer from {@code begin} to {@code end}
 * only.
 *
 * <p>Reusable, allocates nothing, not thread-safe.
 */
public final class FrameWriter {

    /** The buffer of the open frame, null when none is open. */
    private ByteBuffer buffer;

    /** Where the open frame starts. */
    private int start;

    /** Where its next attribute goes. */
    private int index;

    /** Makes a writer without an open frame. */
    public FrameWriter() {}

    /** The length in bytes of a frame of {@code scalars} u32 attributes and nothing else. */
    public static int encodedLength(int scalars) {
        return FrameLayout.HEADER_LENGTH
                + scalars * AttributeLayout.encodedLength(AttributeLayout.U32_LENGTH);
    }

    /**
     * The length in bytes of a frame of {@code scalars} u32 attributes and one more whose value
     * takes {@code valueLength} bytes, such as an element.
     */
    public static int encodedLength(int scalars, int valueLength) {
        return encodedLength(scalars) + AttributeLayout.encodedLength(valueLength);
    }

    /** As {@link #begin(ByteBuffer, int)}. */
    public FrameWriter begin(ByteBuffer buffer, Command command) {
        return begin(buffer, command.code());
    }

    /**
     * Opens a frame at the buffer's position. The caller leaves the buffer alone until {@link
     * #end()}. When this throws, no frame is open.
     *
     * @param buffer where the frame goes, between position and limit
     * @param command a command code, 0 to {@value FrameLayout#MAX_COMMAND}
     * @return this
     * @throws IllegalArgumentException if the command is no u16 or the buffer is little-endian
     * @throws IndexOutOfBoundsException if the header does not fit
     * @throws java.nio.ReadOnlyBufferException if the buffer is read-only
     */
    public FrameWriter begin(ByteBuffer buffer, int command) {
        this.buffer = null;
        FrameLayout.requireBigEndian(buffer);
        requireU16(command, FrameLayout.MAX_COMMAND, "command");
        requireRoom(buffer, buffer.position(), FrameLayout.HEADER_LENGTH);
        start = buffer.position();
        FrameLayout.putHeader(buffer, start, command, 0);
        index = start + FrameLayout.HEADER_LENGTH;
        this.buffer = buffer;
        return this;
    }

    /**
     * Adds a scalar.
     *
     * @param type an attribute type, 0 to {@value AttributeLayout#MAX_TYPE}
     * @param value a u32 or an int32, in two's complement
     * @return this
     * @throws IllegalArgumentException if the type is no u16
     * @throws IndexOutOfBoundsException if the attribute does not fit
     * @throws IllegalStateException if no frame is open
     */
    public FrameWriter u32(int type, int value) {
        int offset = attribute(type, AttributeLayout.U32_LENGTH);
        buffer.putInt(offset, value);
        index = offset + AttributeLayout.U32_LENGTH;
        return this;
    }

    /**
     * Adds a long scalar, as 1.1 has them.
     *
     * @param type an attribute type, 0 to {@value AttributeLayout#MAX_TYPE}
     * @param value a u64, in two's complement
     * @return this
     * @throws IllegalArgumentException if the type is no u16
     * @throws IndexOutOfBoundsException if the attribute does not fit
     * @throws IllegalStateException if no frame is open
     */
    public FrameWriter u64(int type, long value) {
        int offset = attribute(type, AttributeLayout.U64_LENGTH);
        buffer.putLong(offset, value);
        index = offset + AttributeLayout.U64_LENGTH;
        return this;
    }

    /** As {@link #bytes(int, byte[], int, int)}, with the whole array. */
    public FrameWriter bytes(int type, byte[] value) {
        return bytes(type, value, 0, value.length);
    }

    /**
     * Adds an attribute whose value is a part of an array.
     *
     * @param type an attribute type, 0 to {@value AttributeLayout#MAX_TYPE}
     * @param source holds the value
     * @param sourceOffset where the value starts in it
     * @param length of the value in bytes, 0 to {@value AttributeLayout#MAX_VALUE_LENGTH}
     * @return this
     * @throws IllegalArgumentException if the type or the length is out of range
     * @throws IndexOutOfBoundsException if the attribute does not fit, or the value is not within
     *     its source
     * @throws IllegalStateException if no frame is open
     */
    public FrameWriter bytes(int type, byte[] source, int sourceOffset, int length) {
        int offset = attribute(type, length);
        buffer.put(offset, source, sourceOffset, length);
        index = offset + length;
        return this;
    }

    /** As {@link #bytes(int, ByteBuffer, int, int)}, with the bytes that remain in the source. */
    public FrameWriter bytes(int type, ByteBuffer source) {
        return bytes(type, source, source.position(), source.remaining());
    }

    /**
     * Adds an attribute whose value is a part of another buffer, of any byte order. The source's
     * position and limit stay as they are.
     *
     * @param type an attribute type, 0 to {@value AttributeLayout#MAX_TYPE}
     * @param source holds the value
     * @param sourceOffset where the value starts in it, from the source's index 0
     * @param length of the value in bytes, 0 to {@value AttributeLayout#MAX_VALUE_LENGTH}
     * @return this
     * @throws IllegalArgumentException if the type or the length is out of range
     * @throws IndexOutOfBoundsException if the attribute does not fit, or the value is not within
     *     the source's limit
     * @throws IllegalStateException if no frame is open
     */
    public FrameWriter bytes(int type, ByteBuffer source, int sourceOffset, int length) {
        int offset = attribute(type, length);
        buffer.put(offset, source, sourceOffset, length);
        index = offset + length;
        return this;
    }

    /**
     * Closes the frame: patches its payload length and moves the buffer's position behind it.
     *
     * @return the length of the whole frame in bytes
     * @throws IllegalStateException if no frame is open
     */
    public int end() {
        requireOpen();
        int length = index - start;
        FrameLayout.putPayloadLength(buffer, start, length - FrameLayout.HEADER_LENGTH);
        buffer.position(index);
        buffer = null;
        return length;
    }

    /**
     * Writes an attribute's header. The attribute counts only once the index has passed its value.
     *
     * @return where the value goes
     */
    private int attribute(int type, int valueLength) {
        requireOpen();
        requireU16(type, AttributeLayout.MAX_TYPE, "attribute type");
        requireU16(valueLength, AttributeLayout.MAX_VALUE_LENGTH, "value length");
        requireRoom(buffer, index, AttributeLayout.encodedLength(valueLength));
        AttributeLayout.putHeader(buffer, index, type, valueLength);
        return index + AttributeLayout.HEADER_LENGTH;
    }

    private void requireOpen() {
        if (buffer == null) {
            throw new IllegalStateException("no frame is open");
        }
    }

    private static void requireU16(int value, int greatest, String what) {
        if (value < 0 || value > greatest) {
            throw new IllegalArgumentException(what + " " + value + " is not in 0.." + greatest);
        }
    }

    private static void requireRoom(ByteBuffer buffer, int index, int length) {
        int room = buffer.limit() - index;
        if (room < length) {
            throw new IndexOutOfBoundsException(
                    length + " bytes of a frame do not fit in the " + room + " left in the buffer");
        }
    }
}
