// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.PoolRegion;
import org.kcoro.zref.Regions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a channel does with a descriptor. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DescriptorLayoutTest {

    private final DescriptorLayout layout = DescriptorLayout.INSTANCE;
    private final Regions regions = Regions.create();
    private final PoolRegion pool = regions.pool("frames").blocks(64, 4).build();
    private final Descriptor sent = new Descriptor();
    private final Descriptor received = layout.newFlyweight();
    private final long[] words = new long[layout.words() + 2];

    @AfterEach
    void end() {
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }

    @Test
    void theWordsAreThese() throws InterruptedException {
        pool.allocate(5, new Descriptor());
        Descriptor whole = new Descriptor();
        pool.allocate(40, whole);
        whole.slice(8, 16, sent);
        layout.store(sent, words, 1);
        // Slots 0 to 3 are those of the blocks.
        long slotAndFlags = 4L << 32 | Descriptor.READ_ONLY;
        assertArrayEquals(new long[] {0, pool.id(), 1, slotAndFlags, 64 + 8, 16, 0}, words);
        sent.close();
        whole.close();
        long[] first = {pool.id(), 1, 0, 0, 5};
        layout.load(first, 0, received);
        received.close();
    }

    @Test
    void whoReceivesOwns() throws InterruptedException {
        pool.allocate(40, sent);
        sent.setLong(0, 99);
        layout.store(sent, words, 0);
        layout.given(sent);
        assertTrue(sent.isEmpty());
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> sent.getLong(0));
        assertTrue(e.getMessage().contains("it was sent"), e.getMessage());
        assertThrows(IllegalStateException.class, sent::close);
        layout.load(words, 0, received);
        assertEquals(99, received.getLong(0));
        assertSame(pool, received.region());
        received.setLong(0, 100);
        assertEquals(100, received.getLong(0));
        received.close();
        assertEquals(0, pool.snapshot().live());
    }

    @Test
    void aCopyIsTheSameLeaseWhichIsEndedOnce() throws InterruptedException {
        pool.allocate(40, sent);
        layout.copy(sent, received);
        received.setLong(0, 3);
        assertEquals(3, sent.getLong(0));
        sent.close();
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> received.getLong(0));
        assertTrue(e.getMessage().contains("region frames"), e.getMessage());
        assertTrue(e.getMessage().contains("slot 0, generation 0"), e.getMessage());
        assertThrows(IllegalStateException.class, () -> received.retain(new Descriptor()));
        assertThrows(IllegalStateException.class, () -> received.moveTo(new Descriptor()));
        assertThrows(IllegalStateException.class, received::toLease);
        assertThrows(IllegalStateException.class, received::close);
        assertTrue(received.isEmpty(), "what has nothing any more");
        assertEquals(0, pool.snapshot().live());
    }

    @Test
    void wordsOfNoLeaseAreAnErrorNotACrash() {
        long[][] forged = {
            {0, 1, 0, 0, 8},
            {-1, 1, 0, 0, 8},
            {pool.id() + (1 << 16), 1, 0, 0, 8},
            {pool.id(), 1, 0, 0, 8},
            {pool.id(), 3, 0, 0, 8},
            {pool.id(), 0, 0, 0, 8},
            {pool.id(), 1, 1L << 32, 0, 8},
            {pool.id(), 1, 100_000L << 32, 0, 8},
            {pool.id(), 1, -1L << 32, 0, 8},
            {pool.id(), 1, (long) Integer.MIN_VALUE << 32, Long.MAX_VALUE, Long.MIN_VALUE}
        };
        for (long[] each : forged) {
            Descriptor descriptor = layout.newFlyweight();
            layout.load(each, 0, descriptor);
            assertThrows(IllegalStateException.class, () -> descriptor.getByte(0));
            assertThrows(IllegalStateException.class, () -> descriptor.setLong(0, 1));
            assertThrows(IllegalStateException.class, descriptor::segment);
            assertThrows(IllegalStateException.class, () -> descriptor.retain(new Descriptor()));
            assertThrows(IllegalStateException.class, descriptor::close);
            assertTrue(descriptor.isEmpty(), "what has nothing can be filled again");
        }
        assertEquals(0, pool.snapshot().live());
        assertEquals(0, pool.snapshot().leases());
    }

    /** The lease lives, but is not of the bytes that they say. */
    @Test
    void wordsThatSayTooMuchReachNothingOutsideTheRegion() throws InterruptedException {
        pool.allocate(40, sent);
        layout.store(sent, words, 0);
        // The region has 256 bytes.
        long[][] lies = {
            {0, Long.MAX_VALUE}, {0, 257}, {200, 57}, {-8, 16}, {Long.MAX_VALUE - 8, 8}
        };
        for (long[] each : lies) {
            words[3] = each[0];
            words[4] = each[1];
            layout.load(words, 0, received);
            Class<IndexOutOfBoundsException> out = IndexOutOfBoundsException.class;
            long end = each[1] - 8;
            assertThrows(out, () -> received.getLong(each[0] < 0 ? 0 : end));
            assertThrows(out, () -> received.setLong(each[0] < 0 ? 0 : end, 1));
            assertThrows(out, received::segment);
            layout.given(received);
        }
        sent.close();
        assertEquals(0, pool.snapshot().live());
    }
}
