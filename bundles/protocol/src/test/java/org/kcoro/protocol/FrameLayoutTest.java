// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class FrameLayoutTest {

    @Test
    void writesTheHeaderBigEndian() {
        ByteBuffer buffer = ByteBuffer.wrap(Hex.bytes("FF FFFFFFFF FFFFFFFF FF"));
        FrameLayout.putHeader(buffer, 1, 0x1234, 0x56789ABC);
        assertArrayEquals(Hex.bytes("FF 12340000 56789ABC FF"), buffer.array());
        assertEquals(0, buffer.position());
    }

    @Test
    void readsNumbersAsUnsigned() {
        ByteBuffer buffer = ByteBuffer.wrap(Hex.bytes("00 FFFEBEEF FFFFFFFD"));
        assertEquals(0xFFFE, FrameLayout.command(buffer, 1));
        assertEquals(0xFFFFFFFDL, FrameLayout.payloadLength(buffer, 1));
    }

    @Test
    void refusesAHeaderBeyondTheLimit() {
        ByteBuffer buffer = ByteBuffer.allocate(8).limit(7);
        assertThrows(IndexOutOfBoundsException.class, () -> FrameLayout.payloadLength(buffer, 0));
    }
}
