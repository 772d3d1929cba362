// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code struct sockaddr_un}: u16 family, then the path with its end mark. */
final class SocketAddressLayout {

    private static final long PATH_OFFSET = 2;

    private SocketAddressLayout() {}

    /** The address of a path, no longer than its length asks for. */
    static MemorySegment of(Arena arena, byte[] path) {
        // The arena's memory is zero: so is the end mark.
        MemorySegment address = arena.allocate(PATH_OFFSET + path.length + 1, 8);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) Libc.AF_UNIX);
        MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, PATH_OFFSET, path.length);
        return address;
    }
}
