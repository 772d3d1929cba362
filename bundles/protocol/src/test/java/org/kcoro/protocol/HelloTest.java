// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HelloTest {

    private static Hello parse(String hex) throws ProtocolException {
        return Hello.parse(new FrameReader().wrap(ByteBuffer.wrap(Hex.bytes(hex)), 0));
    }

    private static byte[] encode(Hello hello) {
        ByteBuffer buffer = ByteBuffer.allocate(Hello.FRAME_LENGTH);
        assertEquals(24, hello.encode(new FrameWriter(), buffer));
        return buffer.array();
    }

    @Test
    void encodesTheBytesOfTheCImplementation() {
        assertArrayEquals(
                Hex.bytes("00010000 00000010 00010004 00000001 00020004 00000000"),
                encode(new Hello(1, 0)));
    }

    @Test
    void saysTheVersionOfThisModule() {
        assertArrayEquals(
                Hex.bytes("00010000 00000010 00010004 00000001 00020004 00000001"),
                encode(Hello.OURS));
    }

    @ParameterizedTest
    @CsvSource({
        "00010000 00000010 00010004 00000001 00020004 00000000, 1, 0",
        "00010000 00000010 00020004 00000007 00010004 00000009, 9, 7",
        "00010000 00000008 00020004 00000003, 1, 3",
        "00010000 00000008 00010004 00000002, 2, 0",
        "00010000 00000008 00010004 00000000, 0, 0",
        "00010000 00000000, 1, 0",
        "0001BEEF 00000000, 1, 0",
        "00010000 00000006 00010002 0009, 1, 0",
        "00010000 00000010 00630004 00000005 00020004 00000001, 1, 1"
    })
    void parses(String hex, int major, int minor) throws ProtocolException {
        assertEquals(new Hello(major, minor), parse(hex));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00010000 00000010 00010004 00000001 00020005 00000000",
                "00010000 00000009 00010004 00000001 00",
                "00010000 00000003 000100",
                "00010000 00000004 00010004"
            })
    void refusesTruncatedAttributes(String hex) {
        assertThrows(ProtocolException.class, () -> parse(hex));
    }

    @Test
    void refusesAnotherCommand() {
        ProtocolException e =
                assertThrows(ProtocolException.class, () -> parse("000B0000 00000000"));
        assertEquals("command 11 before HELLO", e.getMessage());
    }

    @Test
    void knowsWhatThePeerSpeaks() {
        assertTrue(new Hello(1, 0).isCompatible());
        assertFalse(new Hello(2, 0).isCompatible());
        assertFalse(new Hello(0, 1).isCompatible());
        assertTrue(new Hello(1, 1).speaks(1));
        assertTrue(new Hello(1, -1).speaks(1), "minor versions are unsigned");
        assertFalse(new Hello(1, 0).speaks(1));
        assertFalse(new Hello(2, 1).speaks(1));
    }
}
