// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter.demo.feeder;

import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts a stream into blocks: each as long as fits, and cut after its last newline where it has one.
 * Not thread-safe.
 */
final class BlockReader {

    private final InputStream input;
    private final byte[] buffer;

    /** Bytes in the buffer. */
    private int filled;

    /** Bytes at the start of the buffer that were the last block. */
    private int taken;

    private boolean atEnd;

    /**
     * @param blockLength of the longest block in bytes
     */
    BlockReader(InputStream input, int blockLength) {
        this.input = input;
        this.buffer = new byte[blockLength];
    }

    /** Reads the next block, which starts at the beginning of {@link #buffer}: its length, or 0. */
    int next() throws IOException {
        filled -= taken;
        System.arraycopy(buffer, taken, buffer, 0, filled);
        while (filled < buffer.length && !atEnd) {
            int count = input.read(buffer, filled, buffer.length - filled);
            if (count < 0) {
                atEnd = true;
            } else {
                filled += count;
            }
        }
        taken = endOfLastLine();
        return taken;
    }

    private int endOfLastLine() {
        for (int i = filled; i > 0; i--) {
            if (buffer[i - 1] == '\n') {
                return i;
            }
        }
        return filled;
    }

    /** Holds the last block; overwritten by {@link #next}. */
    byte[] buffer() {
        return buffer;
    }
}
