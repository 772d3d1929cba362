// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.examples;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.fixtures.CBodies;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.switcher.NativeCoroutines;
import org.kcoro.zref.Backends;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.DescriptorSpec;
import org.kcoro.zref.PoolRegion;
import org.kcoro.zref.Regions;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The examples of the guide to C functions do what it says, both their sides. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NativeGuideTest {

    private static final CBodies GUIDE = CBodies.of("guide");

    @Test
    void sumsAddUp() {
        assertEquals(1, NativeGuide.sumOf(GUIDE.function("sums"), 1));
        assertEquals(60, NativeGuide.sumOf(GUIDE.function("sums"), 10, 20, 30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtual-thread", "continuation", "jdk"})
    void framesAreSentUntilTheChannelIsClosed(String switcher) throws Exception {
        GUIDE.library();
        Regions regions = Regions.create();
        PoolRegion pool = regions.pool("frames").blocks(2048, 4).build();
        try (Scheduler scheduler = Scheduler.builder().switcher(switcher).workers(2).build();
                NativeCoroutines coroutines = NativeCoroutines.builder().build();
                Arena arena = Arena.ofShared()) {
            DescriptorChannel out = Backends.create().bind(DescriptorSpec.buffered("frames", 2));
            Coroutine<Long> frames =
                    NativeGuide.launch(
                            scheduler, coroutines, GUIDE.function("frames"), pool, out, arena);
            Descriptor frame = new Descriptor();
            for (int i = 0; i < 5; i++) {
                out.receiveInto(frame);
                assertEquals(1500, frame.length());
                byte[] bytes = new byte[1500];
                frame.get(0, bytes, 0, bytes.length);
                assertEquals("k".repeat(1500), new String(bytes, StandardCharsets.US_ASCII));
                frame.close();
            }
            out.close();
            assertEquals(0, frames.join());
            out.cancel(null);
            assertEquals(0, coroutines.counters().open());
        }
        regions.unregister(pool, Duration.ZERO);
    }
}
