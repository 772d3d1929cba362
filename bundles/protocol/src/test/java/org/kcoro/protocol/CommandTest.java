// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

class CommandTest {

    @Test
    void hasTheCodesOfTheProtocol() {
        assertEquals(
                "[1, 2, 3, 10, 11, 12, 13, 14, 15, 16, 40, 41, 42]",
                Arrays.toString(Arrays.stream(Command.values()).mapToInt(Command::code).toArray()));
        assertSame(Command.HELLO, Command.ofCode(1));
        assertSame(Command.CHAN_DESTROY, Command.ofCode(16));
    }

    @ParameterizedTest
    @EnumSource
    void isFoundByItsCode(Command command) {
        assertSame(command, Command.ofCode(command.code()));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 4, 9, 17, 65_535, Integer.MAX_VALUE})
    void isNullForAnUnknownCode(int code) {
        assertNull(Command.ofCode(code));
    }
}
