// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.nativecode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The sections of a library of 64 bits, little-endian. */
final class Elf {

    /** What a library is to the one that loads it. */
    private static final Set<String> MEANING =
            Set.of(".text", ".dynsym", ".dynstr", ".eh_frame", ".note.gnu.property");

    private static final int SECTIONS_AT = 0x28;
    private static final int SECTION_COUNT = 0x3c;
    private static final int NAMES_INDEX = 0x3e;
    private static final int SECTION_BYTES = 64;
    private static final int CONTENT_AT = 0x18;
    private static final int CONTENT_BYTES = 0x20;

    private Elf() {}

    /** Those sections that matter, by name: other releases of the tools may lay out the rest. */
    static Map<String, ByteBuffer> meaning(Path library) throws IOException {
        ByteBuffer file =
                ByteBuffer.wrap(Files.readAllBytes(library)).order(ByteOrder.LITTLE_ENDIAN);
        int sections = (int) file.getLong(SECTIONS_AT);
        int names =
                (int)
                        file.getLong(
                                sections + file.getShort(NAMES_INDEX) * SECTION_BYTES + CONTENT_AT);
        Map<String, ByteBuffer> found = new TreeMap<>();
        for (int i = 0; i < file.getShort(SECTION_COUNT); i++) {
            int header = sections + i * SECTION_BYTES;
            String name = text(file, names + file.getInt(header));
            if (MEANING.contains(name)) {
                found.put(
                        name,
                        file.slice(
                                (int) file.getLong(header + CONTENT_AT),
                                (int) file.getLong(header + CONTENT_BYTES)));
            }
        }
        return found;
    }

    private static String text(ByteBuffer file, int at) {
        int end = at;
        while (file.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - at];
        file.get(at, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
