// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;

import com.sun.management.ThreadMXBean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Writing, cutting and reading a frame leaves no garbage. */
class AllocationTest {

    private static final int ROUNDS = 20_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final FrameWriter writer = new FrameWriter();
    private final FrameReader reader = new FrameReader();
    private final FrameDecoder decoder = new FrameDecoder();
    private final ByteBuffer out = ByteBuffer.allocateDirect(256);
    private final ByteBuffer element = ByteBuffer.allocate(16).putLong(0, 42);
    private byte[] garbage;

    private long allocatedBy(Runnable round) throws Exception {
        round.run();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ROUNDS; i++) {
            round.run();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private void roundTrip() {
        out.clear();
        writer.begin(out, Command.CHAN_SEND)
                .u32(AttributeType.CHAN_ID, 1001)
                .u32(AttributeType.TIMEOUT_MS, -1)
                .bytes(AttributeType.ELEMENT, element)
                .end();
        // Not a multiple of a piece: frames lie across the pieces.
        writer.begin(out, Command.GET_INFO).end();
        out.flip();
        while (out.hasRemaining()) {
            ByteBuffer room = decoder.writableBuffer();
            int count = Math.min(7, out.remaining());
            room.put(room.position(), out, out.position(), count).position(room.position() + count);
            out.position(out.position() + count);
            decoder.received();
            take();
        }
    }

    private void take() {
        try {
            while (decoder.next(reader)) {
                if (Command.ofCode(reader.command()) == Command.CHAN_SEND) {
                    assertEquals(1001, reader.u32(AttributeType.CHAN_ID, 0));
                    assertEquals(42, reader.buffer().getLong(reader.valueOffset(21)));
                    element.clear();
                    assertEquals(16, reader.copyTo(AttributeType.ELEMENT, element));
                    element.flip();
                }
            }
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRoundTripAllocatesNothing() throws Exception {
        long bytes = allocatedBy(this::roundTrip);
        assertTrue(bytes < ROUNDS, bytes + " bytes in " + ROUNDS + " round trips");
    }

    @Test
    void anAllocationWouldBeSeen() throws Exception {
        long bytes = allocatedBy(() -> garbage = new byte[1]);
        assertTrue(bytes >= 8L * ROUNDS, bytes + " bytes in " + ROUNDS + " allocations");
    }
}
