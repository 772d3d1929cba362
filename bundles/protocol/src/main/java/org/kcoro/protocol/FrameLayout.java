// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where the fields of a frame stand. All numbers are unsigned and big-endian; nothing is padded.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------------------------------+-------------------------------+
 *  |            command            |  reserved: sent 0, not read   |
 *  +-------------------------------+-------------------------------+
 *  |                   payload length, in bytes                    |
 *  +---------------------------------------------------------------+
 *  |                     payload: attributes                      ...
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>The accessors take the frame's offset in the buffer, use absolute positions only, and leave
 * the buffer's position and limit alone. The buffer must be {@link ByteOrder#BIG_ENDIAN}, as a new
 * one is; the accessors rely on it and do not look, {@link FrameReader#wrap} and {@link
 * FrameWriter#begin(ByteBuffer, int)} look once a frame. A field beyond the buffer's limit is an
 * {@link IndexOutOfBoundsException}.
 */
public final class FrameLayout {

    /** Offset of the command, a u16. */
    public static final int COMMAND_OFFSET = 0;

    /** Offset of the reserved u16: 0 when sent, anything when received. */
    public static final int RESERVED_OFFSET = 2;

    /** Offset of the payload length, a u32. */
    public static final int PAYLOAD_LENGTH_OFFSET = 4;

    /** Length of the header in bytes, and with that the offset of the payload. */
    public static final int HEADER_LENGTH = 8;

    /** The greatest command code that the header can carry. */
    public static final int MAX_COMMAND = 0xFFFF;

    private FrameLayout() {}

    /** The command code of the frame at {@code frame}, 0 to {@value #MAX_COMMAND}. */
    public static int command(ByteBuffer buffer, int frame) {
        return Short.toUnsignedInt(buffer.getShort(frame + COMMAND_OFFSET));
    }

    /**
     * The payload length that the frame at {@code frame} announces, in bytes, 0 to 4,294,967,295. A
     * {@code long}, so that a hostile length cannot turn into a negative one.
     */
    public static long payloadLength(ByteBuffer buffer, int frame) {
        return Integer.toUnsignedLong(buffer.getInt(frame + PAYLOAD_LENGTH_OFFSET));
    }

    /** Writes a whole header: the command's low 16 bits, the reserved 0, the payload length. */
    public static void putHeader(ByteBuffer buffer, int frame, int command, int payloadLength) {
        buffer.putShort(frame + COMMAND_OFFSET, (short) command);
        buffer.putShort(frame + RESERVED_OFFSET, (short) 0);
        putPayloadLength(buffer, frame, payloadLength);
    }

    /** Writes the payload length, in bytes, into a header that is already there. */
    public static void putPayloadLength(ByteBuffer buffer, int frame, int payloadLength) {
        buffer.putInt(frame + PAYLOAD_LENGTH_OFFSET, payloadLength);
    }

    /**
     * Refuses a buffer of the wrong byte order.
     *
     * @throws IllegalArgumentException if the buffer is little-endian
     */
    static void requireBigEndian(ByteBuffer buffer) {
        if (buffer.order() != ByteOrder.BIG_ENDIAN) {
            throw new IllegalArgumentException("a frame needs a big-endian buffer");
        }
    }
}
