// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter.demo.feeder;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BlockReaderTest {

    private static List<String> blocks(InputStream input, int length) throws IOException {
        BlockReader reader = new BlockReader(input, length);
        List<String> blocks = new ArrayList<>();
        for (int n = reader.next(); n > 0; n = reader.next()) {
            blocks.add(new String(reader.buffer(), 0, n, StandardCharsets.ISO_8859_1));
        }
        return blocks;
    }

    private static InputStream of(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void cutsAfterTheLastNewline() throws IOException {
        assertEquals(List.of("ab\nc\n", "def\n", "g"), blocks(of("ab\nc\ndef\ng"), 7));
    }

    @Test
    void cutsALineThatIsTooLongWhereTheBlockIsFull() throws IOException {
        assertEquals(List.of("abcd", "ef\n", "gh"), blocks(of("abcdef\ngh"), 4));
    }

    @Test
    void anEmptyInputHasNoBlocks() throws IOException {
        assertEquals(List.of(), blocks(of(""), 4));
    }

    @Test
    void anyInputInAnyPiecesComesBackWhole() throws IOException {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(200); i > 0; i--) {
                text.append(random.nextInt(6) == 0 ? '\n' : (char) ('a' + random.nextInt(26)));
            }
            InputStream pieces =
                    new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.US_ASCII)) {
                        @Override
                        public synchronized int read(byte[] target, int offset, int length) {
                            return super.read(target, offset, 1 + random.nextInt(length));
                        }
                    };
            int limit = 1 + random.nextInt(20);
            List<String> blocks = blocks(pieces, limit);
            assertEquals(text.toString(), String.join("", blocks), "seed " + seed);
            for (String block : blocks.subList(0, Math.max(0, blocks.size() - 1))) {
                boolean whole = block.endsWith("\n");
                assertTrue(whole || block.indexOf('\n') < 0, "seed " + seed + ": " + block);
                assertTrue(whole || block.length() == limit, "seed " + seed + ": " + block);
            }
        }
    }
}
