// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter.demo.internal;

import java.util.Arrays;

import org.kcoro.channels.Channel;

/**
 * Turns blocks, which may be cut within a word, into texts, which are not: it keeps back the
 * letters at the end of a block until it knows what follows. Counts bytes and lines on the way. For
 * one coroutine; the counters may be read by others once it has ended.
 */
final class BlockSplitter {

    private static final byte[] NOTHING = new byte[0];

    private final Channel<byte[]> blocks;
    private final Channel<Text> texts;
    private final MemoryBudget budget;

    /** The start of a word whose end has not come. */
    private byte[] kept = NOTHING;

    private int keptLength;
    private volatile long bytes;
    private long lines;
    private byte lastByte = '\n';

    BlockSplitter(Channel<byte[]> blocks, Channel<Text> texts, MemoryBudget budget) {
        this.blocks = blocks;
        this.texts = texts;
        this.budget = budget;
    }

    /** Splits until the blocks end, and then closes the texts. */
    void run() throws InterruptedException {
        for (byte[] block = blocks.receiveOrClosed();
                block != null;
                block = blocks.receiveOrClosed()) {
            if (block.length > 0) {
                count(block);
                split(block);
            }
        }
        if (keptLength > 0) {
            texts.send(new Text(kept, keptLength));
        }
        texts.close();
    }

    private void count(byte[] block) {
        for (byte b : block) {
            if (b == '\n') {
                lines++;
            }
        }
        lastByte = block[block.length - 1];
        bytes += block.length;
    }

    private void split(byte[] block) throws InterruptedException {
        int end = block.length;
        while (end > 0 && isLetter(block[end - 1])) {
            end--;
        }
        if (keptLength == 0 && end > 0) {
            texts.send(new Text(block, end));
        } else if (end > 0) {
            keep(block, 0, end);
            texts.send(new Text(kept, keptLength));
            budget.giveBack(kept.length);
            kept = NOTHING;
            keptLength = 0;
        }
        // After sending: the receiver lower-cases what lies before the end, and no more.
        keep(block, end, block.length - end);
    }

    private static boolean isLetter(byte b) {
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    private void keep(byte[] source, int offset, int length) {
        int needed = Math.addExact(keptLength, length);
        if (needed > kept.length) {
            int capacity =
                    (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * kept.length));
            budget.take(capacity);
            kept = Arrays.copyOf(kept, capacity);
            budget.giveBack(capacity - needed);
        }
        System.arraycopy(source, offset, kept, keptLength, length);
        keptLength = needed;
    }

    /** The bytes received so far. */
    long bytes() {
        return bytes;
    }

    /** The lines, with an unterminated last one. */
    long lines() {
        return lastByte == '\n' ? lines : lines + 1;
    }
}
