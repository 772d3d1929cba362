// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class AttributeLayoutTest {

    @Test
    void writesTheHeaderBigEndian() {
        ByteBuffer buffer = ByteBuffer.allocate(6);
        AttributeLayout.putHeader(buffer, 1, 0x1234, 0x5678);
        assertArrayEquals(Hex.bytes("00 12345678 00"), buffer.array());
    }

    @Test
    void readsNumbersAsUnsigned() {
        ByteBuffer buffer = ByteBuffer.wrap(Hex.bytes("00 FFFEFFFD"));
        assertEquals(0xFFFE, AttributeLayout.type(buffer, 1));
        assertEquals(0xFFFD, AttributeLayout.valueLength(buffer, 1));
    }

    @Test
    void countsTheHeader() {
        assertEquals(8, AttributeLayout.encodedLength(AttributeLayout.U32_LENGTH));
        assertEquals(65_539, AttributeLayout.encodedLength(AttributeLayout.MAX_VALUE_LENGTH));
    }
}
