// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.nio.ByteBuffer;

/**
 * Where the fields of an attribute stand. A payload is a run of them, back to back: all numbers are
 * unsigned and big-endian, nothing is padded or aligned.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------------------------------+-------------------------------+
 *  |             type              |   length of value, in bytes   |
 *  +-------------------------------+-------------------------------+
 *  |                  value: 0 to 65,535 bytes                    ...
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>The accessors follow the rules of {@link FrameLayout}: absolute offsets, a big-endian buffer,
 * {@link IndexOutOfBoundsException} beyond its limit.
 */
public final class AttributeLayout {

    /** Offset of the type, a u16. */
    public static final int TYPE_OFFSET = 0;

    /** Offset of the value's length, a u16 that does not count the attribute's header. */
    public static final int VALUE_LENGTH_OFFSET = 2;

    /** Length of an attribute's header in bytes, and with that the offset of the value. */
    public static final int HEADER_LENGTH = 4;

    /** The greatest type that an attribute can carry. */
    public static final int MAX_TYPE = 0xFFFF;

    /** The longest value in bytes, and with that the longest element. */
    public static final int MAX_VALUE_LENGTH = 0xFFFF;

    /** Length in bytes of the value of a scalar, a u32. */
    public static final int U32_LENGTH = 4;

    /** Length in bytes of the value of a counter of 1.1, a u64. */
    public static final int U64_LENGTH = 8;

    private AttributeLayout() {}

    /** The type of the attribute at {@code attribute}, 0 to {@value #MAX_TYPE}. */
    public static int type(ByteBuffer buffer, int attribute) {
        return Short.toUnsignedInt(buffer.getShort(attribute + TYPE_OFFSET));
    }

    /** The length of its value in bytes, 0 to {@value #MAX_VALUE_LENGTH}. */
    public static int valueLength(ByteBuffer buffer, int attribute) {
        return Short.toUnsignedInt(buffer.getShort(attribute + VALUE_LENGTH_OFFSET));
    }

    /** Writes the header of an attribute: the low 16 bits each of type and value length. */
    public static void putHeader(ByteBuffer buffer, int attribute, int type, int valueLength) {
        buffer.putShort(attribute + TYPE_OFFSET, (short) type);
        buffer.putShort(attribute + VALUE_LENGTH_OFFSET, (short) valueLength);
    }

    /** The bytes that an attribute with a value of {@code valueLength} bytes takes in all. */
    public static int encodedLength(int valueLength) {
        return HEADER_LENGTH + valueLength;
    }
}
