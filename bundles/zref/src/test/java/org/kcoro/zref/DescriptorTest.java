// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DescriptorTest {

    private final Regions regions = Regions.create();
    private final PoolRegion pool = regions.pool("frames").blocks(64, 4).build();
    private final Descriptor descriptor = new Descriptor();
    private final Descriptor other = new Descriptor();

    private Descriptor allocated() {
        assertTrue(pool.tryAllocate(40, descriptor));
        return descriptor;
    }

    private static void fails(
            Class<? extends RuntimeException> type, String message, Executable executable) {
        RuntimeException e = assertThrows(type, executable);
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private static void fails(String message, Executable executable) {
        fails(IllegalStateException.class, message, executable);
    }

    @AfterEach
    void end() {
        for (Descriptor each : List.of(descriptor, other)) {
            if (!each.isEmpty()) {
                each.close();
            }
        }
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    @Test
    void whatIsWrittenIsRead() {
        allocated();
        assertSame(pool, descriptor.region());
        assertEquals(40, descriptor.length());
        assertEquals(0, descriptor.flags());
        assertFalse(descriptor.isEmpty());
        descriptor.setByte(0, (byte) -3);
        descriptor.setShort(1, (short) -300);
        descriptor.setInt(3, -70_000);
        descriptor.setLong(7, -5_000_000_000L);
        assertEquals(-3, descriptor.getByte(0));
        assertEquals(-300, descriptor.getShort(1));
        assertEquals(-70_000, descriptor.getInt(3));
        assertEquals(-5_000_000_000L, descriptor.getLong(7));
        byte[] bytes = {1, 2, 3, 4};
        descriptor.set(36, bytes, 1, 3);
        byte[] read = new byte[5];
        descriptor.get(36, read, 2, 3);
        assertArrayEquals(new byte[] {0, 0, 2, 3, 4}, read);
        descriptor.setLong(32, 7);
        assertEquals(7, descriptor.segment().get(ValueLayout.JAVA_LONG_UNALIGNED, 32));
        ByteBuffer buffer = descriptor.byteBuffer();
        assertEquals(ByteOrder.BIG_ENDIAN, buffer.order());
        assertEquals(40, buffer.remaining());
        assertEquals(7, buffer.order(ByteOrder.nativeOrder()).getLong(32));
    }

    @Test
    void nothingOutsideThePayloadIsAccessed() {
        allocated();
        long[] indices = {-1, 40, 100, Long.MIN_VALUE, Long.MAX_VALUE};
        for (long index : indices) {
            Class<IndexOutOfBoundsException> out = IndexOutOfBoundsException.class;
            fails(out, "it has 40", () -> descriptor.getByte(index));
            fails(out, "it has 40", () -> descriptor.getShort(index));
            fails(out, "it has 40", () -> descriptor.getInt(index));
            fails(out, "it has 40", () -> descriptor.getLong(index));
            fails(out, "it has 40", () -> descriptor.setByte(index, (byte) 1));
            fails(out, "it has 40", () -> descriptor.setShort(index, (short) 1));
            fails(out, "it has 40", () -> descriptor.setInt(index, 1));
            fails(out, "it has 40", () -> descriptor.setLong(index, 1));
            fails(out, "it has 40", () -> descriptor.get(index, new byte[9], 0, 9));
            fails(out, "it has 40", () -> descriptor.set(index, new byte[9], 0, 9));
            fails(out, "it has 40", () -> descriptor.slice(index, 1, other));
        }
        assertThrows(IndexOutOfBoundsException.class, () -> descriptor.getLong(33));
        assertThrows(IndexOutOfBoundsException.class, () -> descriptor.get(0, new byte[2], 0, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> descriptor.get(0, new byte[2], 0, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> descriptor.slice(0, 0, other));
        assertThrows(IndexOutOfBoundsException.class, () -> descriptor.slice(0, -1, other));
        assertThrows(
                IndexOutOfBoundsException.class, () -> descriptor.slice(1, Long.MAX_VALUE, other));
        assertTrue(other.isEmpty());
    }

    @Test
    void oneThatWasNeverFilledSaysSo() {
        assertTrue(descriptor.isEmpty());
        fails("never filled", () -> descriptor.getLong(0));
        fails("never filled", () -> descriptor.setLong(0, 1));
        fails("never filled", descriptor::close);
        fails("never filled", descriptor::region);
        fails("never filled", descriptor::segment);
        fails("never filled", descriptor::byteBuffer);
        fails("never filled", descriptor::toLease);
        fails("never filled", () -> descriptor.retain(other));
        fails("never filled", () -> descriptor.moveTo(other));
        fails("never filled", () -> descriptor.slice(0, 1, other));
    }

    @Test
    void afterACloseEverythingIsAnErrorThatNamesTheLease() {
        allocated().close();
        assertTrue(descriptor.isEmpty());
        List<Executable> uses =
                List.of(
                        descriptor::close,
                        () -> descriptor.getByte(0),
                        () -> descriptor.getShort(0),
                        () -> descriptor.getInt(0),
                        () -> descriptor.getLong(0),
                        () -> descriptor.setLong(0, 1),
                        () -> descriptor.get(0, new byte[1], 0, 1),
                        () -> descriptor.set(0, new byte[1], 0, 1),
                        descriptor::segment,
                        descriptor::byteBuffer,
                        descriptor::toLease,
                        () -> descriptor.retain(other),
                        () -> descriptor.moveTo(other),
                        () -> descriptor.slice(0, 1, other));
        for (Executable use : uses) {
            fails("region frames (slot 0, generation 0", use);
            fails("it was closed", use);
        }
        assertTrue(other.isEmpty());
        assertEquals(0, pool.snapshot().live());
    }

    @Test
    void theGenerationTellsTheNextLeaseOfABlockFromTheLast() {
        allocated().close();
        assertTrue(pool.tryAllocate(8, other));
        fails("slot 0, generation 0", () -> descriptor.getLong(0));
        assertTrue(other.toString().contains("slot 0, generation 1"), other::toString);
        other.setLong(0, 5);
        assertEquals(5, other.getLong(0));
    }

    @Test
    void oneThatOwnsALeaseCannotBeFilled() {
        allocated();
        fails("cannot be filled", () -> pool.tryAllocate(8, descriptor));
        fails("cannot be filled", () -> pool.allocate(8, descriptor));
        fails("cannot be filled", () -> pool.allocate(8, Duration.ofDays(1), descriptor));
        fails("cannot be filled", () -> descriptor.retain(descriptor));
        fails("cannot be filled", () -> descriptor.slice(0, 1, descriptor));
        fails("cannot be filled", () -> descriptor.moveTo(descriptor));
        assertEquals(1, pool.snapshot().leases());
        assertFalse(descriptor.isEmpty());
    }

    @Test
    void aMoveHandsTheLeaseOver() {
        allocated().setLong(0, 9);
        descriptor.moveTo(other);
        assertTrue(descriptor.isEmpty());
        fails("moved to another", () -> descriptor.getLong(0));
        fails("moved to another", descriptor::close);
        assertEquals(9, other.getLong(0));
        assertEquals(1, pool.snapshot().leases());
    }

    @Test
    void retainedBytesLiveUntilBothHaveEnded() {
        allocated().retain(other);
        assertEquals(2, pool.snapshot().live());
        assertEquals(64, pool.snapshot().bytesOut());
        other.setLong(0, 11);
        assertEquals(11, descriptor.getLong(0));
        descriptor.close();
        assertEquals(11, other.getLong(0));
        assertEquals(64, pool.snapshot().bytesOut());
        other.close();
        fails("it was closed", other::close);
        assertEquals(0, pool.snapshot().bytesOut());
    }

    @Test
    void aSliceIsReadOnlyAndCountsFromItsBegin() {
        allocated().setLong(8, 77);
        descriptor.slice(8, 16, other);
        assertTrue(other.isReadOnly());
        assertEquals(Descriptor.READ_ONLY, other.flags());
        assertEquals(16, other.length());
        assertEquals(descriptor.offset() + 8, other.offset());
        assertEquals(77, other.getLong(0));
        Class<UnsupportedOperationException> refused = UnsupportedOperationException.class;
        fails(refused, "read-only", () -> other.setByte(0, (byte) 1));
        fails(refused, "read-only", () -> other.setShort(0, (short) 1));
        fails(refused, "read-only", () -> other.setInt(0, 1));
        fails(refused, "read-only", () -> other.setLong(0, 1));
        fails(refused, "read-only", () -> other.set(0, new byte[1], 0, 1));
        assertTrue(other.segment().isReadOnly());
        assertTrue(other.byteBuffer().isReadOnly());
        assertThrows(IndexOutOfBoundsException.class, () -> other.getLong(9));
        Descriptor third = new Descriptor();
        other.retain(third);
        assertTrue(third.isReadOnly());
        descriptor.close();
        other.close();
        assertEquals(77, third.getLong(0));
        third.close();
    }

    @Test
    void aSegmentIsOfThePayloadAlone() {
        MemorySegment segment = allocated().segment();
        assertEquals(40, segment.byteSize());
        assertFalse(segment.isReadOnly());
        segment.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, 3);
        assertEquals(3, descriptor.getLong(0));
    }
}
