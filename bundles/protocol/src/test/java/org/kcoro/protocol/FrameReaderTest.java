// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrameReaderTest {

    private static FrameReader read(String hex) {
        return new FrameReader().wrap(ByteBuffer.wrap(Hex.bytes(hex)), 0);
    }

    @Test
    void readsAnEmptyFrame() {
        FrameReader frame = read("FFFFBEEF 00000000");
        assertEquals(0xFFFF, frame.command());
        assertEquals(0, frame.payloadLength());
        assertTrue(frame.isWellFormed());
        assertFalse(frame.has(0));
        assertEquals(5, frame.u32(AttributeType.RESULT, 5));
    }

    @Test
    void findsAttributesInAnyOrder() {
        FrameReader frame =
                read("000B0000 00000016 00150002 0102 00080004 FFFFFFFF 00140004 000003E9");
        assertEquals(1001, frame.u32(AttributeType.CHAN_ID, 0));
        assertEquals(-1, frame.u32(AttributeType.TIMEOUT_MS, 0));
        assertArrayEquals(Hex.bytes("0102"), frame.copyOf(AttributeType.ELEMENT));
        assertTrue(frame.isWellFormed());
    }

    @Test
    void skipsUnknownAttributes() {
        FrameReader frame = read("000B0000 00000014 FFFF0003 010203 00630000 00160004 FFFFFFF5 00");
        assertEquals(WireResult.EAGAIN, frame.u32(AttributeType.RESULT, 0));
        assertFalse(frame.has(AttributeType.CHAN_ID));
        assertFalse(frame.hasU32(AttributeType.CHAN_ID));
    }

    @Test
    void countsTheFirstOfEqualTypes() {
        FrameReader frame =
                read(
                        "000B0000 0000001B 00160004 00000001 00160004 00000002"
                                + " 00150001 01 00150002 0202");
        assertEquals(1, frame.u32(AttributeType.RESULT, 0));
        assertArrayEquals(Hex.bytes("01"), frame.copyOf(AttributeType.ELEMENT));
        assertTrue(frame.isWellFormed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000B0000 00000004 00160000",
                "000B0000 00000007 00160003 000001",
                "000B0000 0000000C 00160008 0000000000000001"
            })
    void treatsAScalarOfAnotherLengthAsAbsent(String hex) {
        FrameReader frame = read(hex);
        assertTrue(frame.isWellFormed());
        assertTrue(frame.has(AttributeType.RESULT));
        assertFalse(frame.hasU32(AttributeType.RESULT));
        assertEquals(-71, frame.u32(AttributeType.RESULT, -71));
    }

    @Test
    void looksBehindAScalarOfAnotherLength() {
        FrameReader frame = read("000B0000 0000000E 00160002 0001 00160004 00000002");
        assertEquals(2, frame.u32(AttributeType.RESULT, 0));
        assertEquals(2, frame.valueLength(AttributeType.RESULT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000B0000 0000000F 00140004 000003E9 00160004 000000",
                "000B0000 0000000C 00140004 000003E9 00160004",
                "000B0000 0000000F 00140004 000003E9 0016FFFF 000000",
                "000B0000 0000000B 00140004 000003E9 001600",
                "000B0000 00000009 00140004 000003E9 00"
            })
    void stopsAtATruncatedAttribute(String hex) {
        FrameReader frame = read(hex);
        assertFalse(frame.isWellFormed());
        assertEquals(1001, frame.u32(AttributeType.CHAN_ID, 0));
        assertFalse(frame.has(AttributeType.RESULT));
        assertNull(frame.copyOf(AttributeType.RESULT));
    }

    @Test
    void readsNothingBehindATruncatedAttribute() {
        FrameReader frame = read("000B0000 0000000C 00140009 00160004 00000000");
        assertFalse(frame.has(AttributeType.CHAN_ID));
        assertFalse(frame.has(AttributeType.RESULT));
    }

    @Test
    void givesAValueInPlace() {
        ByteBuffer buffer = ByteBuffer.wrap(Hex.bytes("FF 000D0000 00000006 00150002 ABCD FF"));
        FrameReader frame = new FrameReader().wrap(buffer, 1);
        assertSame(buffer, frame.buffer());
        assertEquals(13, frame.valueOffset(AttributeType.ELEMENT));
        assertEquals(2, frame.valueLength(AttributeType.ELEMENT));
        assertEquals((byte) 0xAB, buffer.get(frame.valueOffset(AttributeType.ELEMENT)));
        assertEquals(FrameReader.ABSENT, frame.valueOffset(AttributeType.RESULT));
        assertEquals(FrameReader.ABSENT, frame.valueLength(AttributeType.RESULT));
    }

    @Test
    void copiesAValueIntoABufferOfTheCaller() {
        FrameReader frame = read("000D0000 00000006 00150002 ABCD");
        ByteBuffer target = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).position(1);
        assertEquals(FrameReader.ABSENT, frame.copyTo(AttributeType.RESULT, target));
        assertEquals(1, target.position());
        assertEquals(2, frame.copyTo(AttributeType.ELEMENT, target));
        assertEquals(3, target.position());
        assertArrayEquals(Hex.bytes("00ABCD00"), target.array());
        assertThrows(
                IndexOutOfBoundsException.class, () -> frame.copyTo(AttributeType.ELEMENT, target));
        assertEquals(3, target.position());
        assertArrayEquals(Hex.bytes("00ABCD00"), target.array());
    }

    @Test
    void readsAnEmptyElement() {
        FrameReader frame = read("000D0000 00000004 00150000");
        assertTrue(frame.has(AttributeType.ELEMENT));
        assertEquals(0, frame.valueLength(AttributeType.ELEMENT));
        assertArrayEquals(new byte[0], frame.copyOf(AttributeType.ELEMENT));
    }

    @Test
    void readsOnlyItsOwnFrame() {
        ByteBuffer buffer =
                ByteBuffer.wrap(
                        Hex.bytes(
                                "000B0000 00000004 00160004 00000001"
                                        + " 000F0000 00000008 00160004 00000002"));
        FrameReader frame = new FrameReader().wrap(buffer, 0);
        assertFalse(frame.has(AttributeType.RESULT), "the value is the next frame's header");
        assertEquals(2, frame.wrap(buffer, 16).u32(AttributeType.RESULT, 0));
        assertEquals(15, frame.command());
        assertEquals(0, buffer.position());
    }

    @Test
    void refusesAFrameThatIsNotAllThere() {
        ByteBuffer buffer = ByteBuffer.wrap(Hex.bytes("000B0000 00000008 00160004 00000001"));
        FrameReader frame = new FrameReader().wrap(buffer, 0);
        ByteBuffer shorter = buffer.duplicate().limit(15);
        assertThrows(IndexOutOfBoundsException.class, () -> frame.wrap(shorter, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> frame.wrap(buffer, 9));
        assertThrows(IndexOutOfBoundsException.class, () -> frame.wrap(buffer, -1));
        ByteBuffer hostile = ByteBuffer.wrap(Hex.bytes("000B0000 FFFFFFFF"));
        assertThrows(IndexOutOfBoundsException.class, () -> frame.wrap(hostile, 0));
        assertEquals(1, frame.u32(AttributeType.RESULT, 0), "the view stays where it was");
    }

    @Test
    void refusesALittleEndianBuffer() {
        ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        assertThrows(IllegalArgumentException.class, () -> new FrameReader().wrap(buffer, 0));
    }
}
