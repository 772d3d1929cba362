// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RecordFormatTest {

    /** Gives a byte at a time, as a slow pipe does. */
    private static InputStream slowly(byte[] bytes) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(1, length));
            }
        };
    }

    private static List<String> records(RecordFormat format, InputStream input) throws Exception {
        List<String> records = new ArrayList<>();
        format.read(
                input,
                (source, offset, length) ->
                        records.add(new String(source, offset, length, StandardCharsets.UTF_8)));
        return records;
    }

    private static byte[] written(RecordFormat format, List<String> records) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        for (String each : records) {
            format.write(each.getBytes(StandardCharsets.UTF_8), output);
        }
        return output.toByteArray();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsReadAgain(RecordFormat format) throws Exception {
        List<String> records = List.of("", "a", "ünïcode", "x".repeat(65_535), "", "b");
        byte[] bytes = written(format, records);
        assertEquals(records, records(format, new ByteArrayInputStream(bytes)));
        assertEquals(records, records(format, slowly(bytes)));
        assertEquals(List.of(), records(format, new ByteArrayInputStream(new byte[0])));
    }

    @Test
    void aLastLineNeedsNoEnd() throws Exception {
        assertEquals(
                List.of("a", "b"),
                records(RecordFormat.lines, new ByteArrayInputStream("a\nb".getBytes())));
    }

    @Test
    void whatIsTooLongOrCutIsNamed() {
        assertRefused("65535", RecordFormat.lines, "x".repeat(65_536).getBytes());
        // Wherever it stands, and not what is before it.
        String third = "a\n\n" + "x".repeat(70_000) + "\nb\n";
        assertRefused("line 3 of the input has 70000 bytes", RecordFormat.lines, third.getBytes());
        assertRefused("65536", RecordFormat.u32, new byte[] {0, 1, 0, 0});
        assertRefused("4294967295", RecordFormat.u32, new byte[] {-1, -1, -1, -1});
        assertRefused("record 2", RecordFormat.u32, new byte[] {0, 0, 0, 0, 0, 0, 0, 2, 1});
        assertRefused("cut", RecordFormat.u32, new byte[] {0, 0, 0, 2, 1});
        assertRefused("cut", RecordFormat.u32, new byte[] {0, 0});
    }

    private static void assertRefused(String reason, RecordFormat format, byte[] input) {
        String message =
                assertThrows(
                                IOException.class,
                                () -> records(format, new ByteArrayInputStream(input)))
                        .getMessage();
        assertTrue(message.contains(reason), message);
    }
}
