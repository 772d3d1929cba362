// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import org.kcoro.channels.ChannelBuilder;
import org.kcoro.channels.FlyweightChannel;
import org.kcoro.zref.internal.Invariants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Payloads of a pool, each with a number of its own, for tests of who owns them. */
final class Payloads {

    final Regions regions = Regions.builder().leakSample(1).build();
    final PoolRegion pool = regions.pool("frames").blocks(64, 16).build();

    private long last;

    /** A channel for them. */
    static FlyweightChannel<Descriptor> open(Consumer<ChannelBuilder<Descriptor>> settings) {
        return Descriptor.channel("payloads", settings);
    }

    static FlyweightChannel<Descriptor> buffered(int capacity) {
        return open(builder -> builder.buffered(capacity));
    }

    /** The next one; the first is number 1. */
    Descriptor next() {
        Descriptor payload = new Descriptor();
        assertTrue(pool.tryAllocate(8, payload), "full");
        payload.setLong(0, ++last);
        return payload;
    }

    /** The number of the latest. */
    long last() {
        return last;
    }

    static void assertOwns(Descriptor descriptor, long number) {
        assertFalse(descriptor.isEmpty());
        assertEquals(number, descriptor.getLong(0));
    }

    void assertLive(int count) {
        assertEquals(count, pool.snapshot().live());
    }

    /**
     * Nothing may be left.
     *
     * @param received closed first, if it owns one
     */
    void end(Descriptor received) {
        if (!received.isEmpty()) {
            received.close();
        }
        Invariants.check(pool);
        assertEquals(List.of(), regions.drain(Duration.ZERO));
    }
}
