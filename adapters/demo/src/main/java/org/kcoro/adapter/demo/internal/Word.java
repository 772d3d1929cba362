// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter.demo.internal;

import java.util.Arrays;

/** A word: a run of lower-case ASCII letters in an array. Its order is that of its bytes. */
final class Word implements Comparable<Word> {

    private byte[] bytes;
    private int offset;
    private int length;
    private int hash;

    /** A word that can be moved over others, to look them up. */
    Word() {}

    private Word(byte[] bytes, int hash) {
        this.bytes = bytes;
        this.length = bytes.length;
        this.hash = hash;
    }

    /** Moves this word over another one. */
    Word moveTo(byte[] source, int newOffset, int newLength) {
        bytes = source;
        offset = newOffset;
        length = newLength;
        int h = 0;
        for (int i = newOffset; i < newOffset + newLength; i++) {
            h = 31 * h + source[i];
        }
        hash = h;
        return this;
    }

    /** The same word in an array of its own. */
    Word copy() {
        return new Word(Arrays.copyOfRange(bytes, offset, offset + length), hash);
    }

    int length() {
        return length;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Word other
                && hash == other.hash
                && Arrays.equals(
                        bytes,
                        offset,
                        offset + length,
                        other.bytes,
                        other.offset,
                        other.offset + other.length);
    }

    @Override
    public int compareTo(Word other) {
        return Arrays.compareUnsigned(
                bytes,
                offset,
                offset + length,
                other.bytes,
                other.offset,
                other.offset + other.length);
    }

    @Override
    public String toString() {
        return new String(bytes, offset, length, java.nio.charset.StandardCharsets.US_ASCII);
    }
}
