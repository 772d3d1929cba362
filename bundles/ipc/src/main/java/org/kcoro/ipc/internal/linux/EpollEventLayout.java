// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Where the fields of {@code struct epoll_event} stand.
 *
 * <pre>
 *   x86-64, packed:                AArch64:
 *   0        4               12    0        4        8               16
 *   +--------+---------------+     +--------+--------+---------------+
 *   | events | data, u64     |     | events | unused | data, u64     |
 *   +--------+---------------+     +--------+--------+---------------+
 * </pre>
 */
final class EpollEventLayout {

    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
    private static final long DATA_OFFSET = PACKED ? 4 : 8;

    /** Length in bytes. */
    static final long LENGTH = DATA_OFFSET + 8;

    private EpollEventLayout() {}

    static int events(MemorySegment array, int index) {
        return array.get(ValueLayout.JAVA_INT_UNALIGNED, index * LENGTH);
    }

    static long data(MemorySegment array, int index) {
        return array.get(ValueLayout.JAVA_LONG_UNALIGNED, index * LENGTH + DATA_OFFSET);
    }

    static void put(MemorySegment event, int events, long data) {
        event.set(ValueLayout.JAVA_INT_UNALIGNED, 0, events);
        event.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA_OFFSET, data);
    }
}
