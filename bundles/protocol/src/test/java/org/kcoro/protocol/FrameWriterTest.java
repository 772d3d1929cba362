// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class FrameWriterTest {

    private final FrameWriter writer = new FrameWriter();

    @Test
    void writesFramesBehindEachOther() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(32).position(1);
        assertEquals(8, writer.begin(buffer, Command.GET_INFO).end());
        assertEquals(16, writer.begin(buffer, 0xFFFF).u32(0xFFFF, -1).end());
        assertEquals(25, buffer.position());
        assertEquals(32, buffer.limit());
        byte[] written = new byte[24];
        buffer.get(1, written);
        assertArrayEquals(
                Hex.bytes("00020000 00000000 FFFF0000 00000008 FFFF0004 FFFFFFFF"), written);
    }

    @Test
    void takesAValueFromAnArrayOrABuffer() {
        byte[] array = Hex.bytes("00 0102 00");
        ByteBuffer source = ByteBuffer.wrap(array).limit(3).position(1);
        source.order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer buffer = ByteBuffer.allocate(8 + 3 * 6 + 2 * 4);
        writer.begin(buffer, 20)
                .bytes(1, array, 1, 2)
                .bytes(2, source)
                .bytes(3, source.asReadOnlyBuffer(), 1, 2)
                .bytes(4, new byte[0])
                .bytes(5, source, 3, 0)
                .end();
        assertArrayEquals(
                Hex.bytes(
                        "00140000 0000001A 00010002 0102 00020002 0102 00030002 0102"
                                + " 00040000 00050000"),
                buffer.array());
        assertEquals(1, source.position());
        assertEquals(3, source.limit());
    }

    @Test
    void knowsTheLengthBeforehand() {
        assertEquals(8, FrameWriter.encodedLength(0));
        assertEquals(24, FrameWriter.encodedLength(2));
        assertEquals(12, FrameWriter.encodedLength(0, 0));
        assertEquals(8 + 24 + 4 + 65_535, FrameWriter.encodedLength(3, 65_535));
    }

    @Test
    void takesTheLongestValueAndNoLongerOne() {
        ByteBuffer buffer = ByteBuffer.allocate(200_000);
        byte[] longest = new byte[65_535];
        writer.begin(buffer, Command.CHAN_SEND).bytes(AttributeType.ELEMENT, longest);
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> writer.bytes(AttributeType.ELEMENT, new byte[65_536]));
        assertEquals("value length 65536 is not in 0..65535", e.getMessage());
        assertEquals(0, buffer.position());
        assertEquals(8 + 4 + 65_535, writer.end());
    }

    @Test
    void leavesTheBufferAsItWasWhenTheFrameDoesNotFit() {
        ByteBuffer buffer = ByteBuffer.allocate(40).limit(24).position(3);
        writer.begin(buffer, Command.CHAN_SEND).u32(AttributeType.CHAN_ID, 1001);
        IndexOutOfBoundsException e =
                assertThrows(
                        IndexOutOfBoundsException.class,
                        () -> writer.bytes(AttributeType.ELEMENT, new byte[2]));
        assertEquals("6 bytes of a frame do not fit in the 5 left in the buffer", e.getMessage());
        assertEquals(3, buffer.position());
        assertEquals(24, buffer.limit());
        assertEquals(
                16,
                writer.begin(buffer, Command.CHAN_SEND).u32(AttributeType.RESULT, -12).end(),
                "another frame replaces the one that did not fit");
        assertEquals(19, buffer.position());
    }

    @Test
    void goesOnAfterAnAttributeThatDidNotFit() {
        ByteBuffer buffer = ByteBuffer.allocate(16);
        writer.begin(buffer, Command.CHAN_RECV);
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> writer.bytes(AttributeType.ELEMENT, new byte[5]));
        writer.u32(AttributeType.RESULT, WireResult.ENOMEM).end();
        assertArrayEquals(Hex.bytes("000D0000 00000008 00160004 FFFFFFF4"), buffer.array());
    }

    @Test
    void refusesABufferWithoutRoomForTheHeader() {
        ByteBuffer buffer = ByteBuffer.allocate(7);
        writer.begin(ByteBuffer.allocate(8), Command.HELLO);
        assertThrows(IndexOutOfBoundsException.class, () -> writer.begin(buffer, Command.HELLO));
        assertEquals(0, buffer.position());
        assertThrows(IllegalStateException.class, writer::end, "no frame is open");
    }

    @Test
    void refusesNumbersThatAreNoU16() {
        ByteBuffer buffer = ByteBuffer.allocate(64);
        assertThrows(IllegalArgumentException.class, () -> writer.begin(buffer, -1));
        assertThrows(IllegalArgumentException.class, () -> writer.begin(buffer, 65_536));
        writer.begin(buffer, Command.HELLO);
        assertThrows(IllegalArgumentException.class, () -> writer.u32(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> writer.u32(65_536, 0));
        assertEquals(8, writer.end());
    }

    @Test
    void refusesASliceOutsideItsSource() {
        ByteBuffer buffer = ByteBuffer.allocate(64);
        ByteBuffer source = ByteBuffer.allocate(8).limit(4);
        writer.begin(buffer, Command.CHAN_SEND);
        assertThrows(IndexOutOfBoundsException.class, () -> writer.bytes(21, source, 2, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> writer.bytes(21, source, -1, 1));
        assertThrows(IllegalArgumentException.class, () -> writer.bytes(21, source, 2, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> writer.bytes(21, new byte[4], 2, 3));
        assertEquals(8, writer.end());
    }

    @Test
    void refusesALittleEndianOrReadOnlyBuffer() {
        ByteBuffer littleEndian = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        assertThrows(IllegalArgumentException.class, () -> writer.begin(littleEndian, 1));
        ByteBuffer readOnly = ByteBuffer.allocate(64).asReadOnlyBuffer();
        assertThrows(ReadOnlyBufferException.class, () -> writer.begin(readOnly, 1));
        assertThrows(IllegalStateException.class, writer::end);
    }

    @Test
    void wantsAnOpenFrame() {
        ByteBuffer buffer = ByteBuffer.allocate(64);
        assertThrows(IllegalStateException.class, writer::end);
        assertThrows(IllegalStateException.class, () -> writer.u32(1, 1));
        writer.begin(buffer, Command.HELLO).end();
        assertThrows(IllegalStateException.class, () -> writer.bytes(1, new byte[1]));
        assertThrows(IllegalStateException.class, writer::end);
    }
}
