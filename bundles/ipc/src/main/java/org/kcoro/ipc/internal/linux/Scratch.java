// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Native memory for one call at a time: where it leaves its errno, and room for a packet. Taken for
 * a call that does not wait and given back after it, so there are as many as threads that call at
 * once, however many connections there are.
 */
final class Scratch implements AutoCloseable {

    /**
     * More than a packet has: one is at most as long as its sender's buffer, which the systems
     * limit to 208 KiB unless told, and which protocol 1.0 fills to 64 KiB and a little.
     */
    static final int PACKET_LENGTH = 1 << 19;

    private static final int MAX_KEPT = 16;
    private static final ConcurrentLinkedDeque<Scratch> KEPT = new ConcurrentLinkedDeque<>();

    private final MemorySegment state;
    private final MemorySegment packet;
    private final ByteBuffer bytes;

    private Scratch() {
        Arena arena = Arena.ofAuto();
        state = Libc.newState(arena);
        packet = arena.allocate(PACKET_LENGTH);
        bytes = packet.asByteBuffer();
    }

    /** One that nobody else has; closing gives it back. */
    static Scratch take() {
        Scratch kept = KEPT.pollFirst();
        return kept == null ? new Scratch() : kept;
    }

    MemorySegment state() {
        return state;
    }

    /** Room for a packet. */
    MemorySegment packet() {
        return packet;
    }

    /** The same room, with any position and limit. */
    ByteBuffer bytes() {
        return bytes;
    }

    @Override
    public void close() {
        // About as many as asked for: the size is not exact.
        if (KEPT.size() < MAX_KEPT) {
            KEPT.addFirst(this);
        }
    }
}
