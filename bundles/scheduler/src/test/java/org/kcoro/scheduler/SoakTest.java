// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.port.Port;
import org.kcoro.port.Settings;
import org.kcoro.switcher.ContextSwitcher;
import org.kcoro.switcher.ContextSwitchers;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Memory stays flat: ten minutes for each switcher with {@code -Plong}, otherwise a few rounds. */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SoakTest {

    private static final int WARM_UP = 3;
    private static final long SLACK_BYTES = 8 << 20;
    private static final long NANOS_PER_MINUTE = 60_000_000_000L;

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Without a look at the monitors at each wait, which would take most of the time. */
    static Stream<ContextSwitcher> switchers() {
        Settings none = Settings.of(Map.of(), name -> null);
        return ContextSwitchers.discover(Port.system(), none).available().stream();
    }

    @ParameterizedTest
    @MethodSource("switchers")
    void memoryStaysFlat(ContextSwitcher switcher) throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < WARM_UP; i++) {
            ConservationTest.run(switcher, 2, random.split(), ConservationTest.PATIENCE);
        }
        long before = usedBytes();
        long end = System.nanoTime() + Effort.of(0, 10) * NANOS_PER_MINUTE;
        int rounds = 0;
        do {
            ConservationTest.run(switcher, 2, random.split(), ConservationTest.PATIENCE);
            rounds++;
        } while (rounds < WARM_UP || System.nanoTime() - end < 0);
        long grown = usedBytes() - before;
        assertTrue(grown < SLACK_BYTES, grown + " bytes more after " + rounds + " rounds");
    }
}
