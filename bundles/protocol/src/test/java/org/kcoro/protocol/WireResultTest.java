// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WireResultTest {

    @ParameterizedTest
    @CsvSource({
        "0, OK",
        "-2, ENOENT",
        "-11, EAGAIN",
        "-12, ENOMEM",
        "-22, EINVAL",
        "-32, EPIPE",
        "-38, ENOSYS",
        "-62, ETIME",
        "-71, EPROTO",
        "-90, EMSGSIZE",
        "-95, ENOTSUP",
        "-125, ECANCELED"
    })
    void hasTheNumbersOfLinux(int number, String name) throws ReflectiveOperationException {
        assertEquals(number, WireResult.class.getField(name).getInt(null));
        String description = WireResult.describe(number);
        assertTrue(description.startsWith(name + ": "), description);
        assertFalse(description.endsWith("."), description);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1, -42, Integer.MIN_VALUE})
    void describesAnyOtherNumber(int number) {
        assertEquals("unknown result " + number, WireResult.describe(number));
    }
}
