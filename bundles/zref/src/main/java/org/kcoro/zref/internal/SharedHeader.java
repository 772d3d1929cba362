// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The first page of a shared region's file, in big-endian order. The payload follows it.
 *
 * <pre>
 *   0       8         12       16   24     32
 *   | magic | version | header | id | size |
 * </pre>
 *
 * <ul>
 *   <li><b>magic</b>: {@code KCOROREG}
 *   <li><b>version</b>: 1
 *   <li><b>header</b>: how many bytes the payload begins behind, 4,096
 *   <li><b>id</b>: by which processes open it; positive
 *   <li><b>size</b>: of the payload in bytes; the file has header and payload, no more
 * </ul>
 */
final class SharedHeader {

    /** A page, so that the payload begins at one. */
    static final int BYTES = 4096;

    static final long MAGIC = 0x4B43_4F52_4F52_4547L;
    static final int VERSION = 1;

    private static final int MAGIC_AT = 0;
    private static final int VERSION_AT = 8;
    private static final int HEADER_AT = 12;
    private static final int ID_AT = 16;
    private static final int SIZE_AT = 24;

    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private SharedHeader() {}

    static void write(MemorySegment file, long id, long size) {
        file.set(INT, VERSION_AT, VERSION);
        file.set(INT, HEADER_AT, BYTES);
        file.set(LONG, ID_AT, id);
        file.set(LONG, SIZE_AT, size);
        // Last: a file without it is none yet.
        file.set(LONG, MAGIC_AT, MAGIC);
    }

    /**
     * Why a file is not the region of an id, in words; null when it is.
     *
     * @param file at least a header long
     */
    static String check(MemorySegment file, long id) {
        if (file.get(LONG, MAGIC_AT) != MAGIC) {
            return "it does not begin as the file of a region does";
        }
        int version = file.get(INT, VERSION_AT);
        int header = file.get(INT, HEADER_AT);
        if (version != VERSION || header != BYTES) {
            return "it has version "
                    + version
                    + " with a header of "
                    + header
                    + " bytes; this program knows version "
                    + VERSION
                    + " with "
                    + BYTES;
        }
        if (file.get(LONG, ID_AT) != id) {
            return "it says that it is region " + text(file.get(LONG, ID_AT));
        }
        long size = file.get(LONG, SIZE_AT);
        if (size < 1 || size != file.byteSize() - BYTES) {
            return "it says that its payload has "
                    + size
                    + " bytes, but it has "
                    + (file.byteSize() - BYTES);
        }
        return null;
    }

    /** An id as it stands in names and messages. */
    static String text(long id) {
        return String.format("%016x", id);
    }

    /**
     * @throws IllegalArgumentException when no region is exported by such an id
     */
    static void checkId(long id) {
        if (id <= 0) {
            throw new IllegalArgumentException(
                    id + " is no id of an exported region; such ids are positive");
        }
    }
}
