// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.fixtures.CBodies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Many native coroutines at once, and for long: each is right, and no stack is lost. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NativeManyTest {

    private static final CBodies BODIES = CBodies.of("bodies");

    @BeforeEach
    void compile() {
        BODIES.library();
    }

    @Test
    void tenThousandAtOnce() {
        int many = 10_000;
        try (NativeCoroutines coroutines = NativeCoroutines.builder().build()) {
            List<NativeCoroutine> all = new ArrayList<>(many);
            List<Mix> twins = new ArrayList<>(many);
            for (int i = 0; i < many; i++) {
                all.add(coroutines.open(BODIES.function("mix"), MemorySegment.ofAddress(3)));
                twins.add(new Mix(i));
            }
            assertEquals(many, coroutines.counters().open());
            for (int i = 0; i < many; i++) {
                assertEquals(twins.get(i).sum(), all.get(i).resume(i));
            }
            for (int round = 1; round < 3; round++) {
                for (int i = 0; i < many; i++) {
                    twins.get(i).take(i + round);
                    assertEquals(twins.get(i).sum(), all.get(i).resume(i + round));
                }
            }
            for (int i = 0; i < many; i++) {
                twins.get(i).take(5);
                assertEquals(twins.get(i).result(), all.get(i).resume(5));
            }
            NativeCounters counters = coroutines.counters();
            assertEquals(many, counters.ended());
            assertEquals(0, counters.open());
            assertEquals(many, counters.stacks());
        }
    }

    /**
     * Threads that open, resume, hand on and close at random; a slot holds one coroutine or none.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void noStackIsLostInAStorm(long seed) throws Exception {
        int most = 64;
        int threads = 4;
        NativeCoroutines coroutines = NativeCoroutines.builder().maxCoroutines(most).build();
        NativeCoroutine[] slots = new NativeCoroutine[most];
        List<FutureTask<Void>> tasks = new ArrayList<>();
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int t = 0; t < threads; t++) {
            SplittableRandom random = seeds.split();
            FutureTask<Void> task =
                    new FutureTask<>(
                            () -> {
                                for (int i = 0; i < 5_000; i++) {
                                    step(coroutines, slots, random);
                                }
                                return null;
                            });
            tasks.add(task);
            (t % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual()).start(task);
        }
        for (FutureTask<Void> task : tasks) {
            task.get();
        }
        for (NativeCoroutine each : slots) {
            if (each != null) {
                each.close();
            }
        }
        NativeCounters counters = coroutines.counters();
        assertEquals(0, counters.open());
        assertTrue(counters.ended() > 0 && counters.closed() > 0, counters::toString);
        // The sizes of stacks are three; of each no more were made than could be open at once.
        assertTrue(counters.stacks() <= 3 * most, counters::toString);
        coroutines.close();
        assertEquals(0, coroutines.counters().mappedBytes());
    }

    private static void step(
            NativeCoroutines coroutines, NativeCoroutine[] slots, SplittableRandom random) {
        int at = random.nextInt(slots.length);
        NativeCoroutine mine;
        synchronized (slots) {
            mine = slots[at];
            slots[at] = null;
        }
        if (mine == null) {
            mine =
                    open(
                            coroutines,
                            NativeOptions.defaults().withStack(32_768L << random.nextInt(3)));
        }
        if (mine == null) {
            return;
        }
        for (int i = random.nextInt(4); i > 0 && !mine.hasEnded(); i--) {
            mine.resume(random.nextLong());
        }
        if (!mine.hasEnded()) {
            NativeCoroutine other = mine;
            synchronized (slots) {
                if (slots[at] == null && random.nextInt(8) != 0) {
                    slots[at] = mine;
                    other = null;
                }
            }
            if (other != null) {
                other.close();
            }
        }
    }

    /** Null where as many as the limit are open. */
    private static NativeCoroutine open(NativeCoroutines coroutines, NativeOptions options) {
        try {
            return coroutines.open(BODIES.function("mix"), MemorySegment.ofAddress(9), options);
        } catch (IllegalStateException e) {
            assertTrue(e.getMessage().contains("nativeCoroutines"), e::getMessage);
            return null;
        }
    }
}
