// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

class SharedHeaderTest {

    @Test
    void theBytesAreThese() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment file = arena.allocate(SharedHeader.BYTES + 300);
            SharedHeader.write(file, 0x0102030405060708L, 300);
            byte[] bytes = file.asSlice(0, 40).toArray(ValueLayout.JAVA_BYTE);
            assertEquals(
                    "4b434f524f524547"
                            + "00000001"
                            + "00001000"
                            + "0102030405060708"
                            + "000000000000012c"
                            + "0000000000000000",
                    HexFormat.of().formatHex(bytes));
            assertNull(SharedHeader.check(file, 0x0102030405060708L));
        }
    }
}
