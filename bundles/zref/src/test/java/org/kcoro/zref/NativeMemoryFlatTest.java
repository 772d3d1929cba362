// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.ObjectName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Native memory is flat: regions that come and go, with leases at random, and exchanges that are
 * ended at random with all their regions, leave none behind. In a JVM of its own, which tracks its
 * native memory.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NativeMemoryFlatTest {

    private static final int REGIONS = Effort.of(200, 5_000);
    private static final int LEASES = Effort.of(100_000, 1_000_000);

    private static final int EACH = 200;
    private static final int BLOCK = 64 << 10;
    private static final int ROUNDS = 10;

    /** Less than one in ten of the regions takes, more than the JVM itself may, in KiB. */
    private static final long MOST = REGIONS * 1024L / 10;

    /** Less than two regions of an exchange take at least, in KiB; all others are gone by then. */
    private static final long MOST_BETWEEN_ROUNDS = BLOCK / 1024;

    /** What is given out to programs, as the JVM itself tracks it. */
    private static final class Tracked {

        private static final Pattern OTHER =
                Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");

        /** In KiB. */
        static long given() throws Exception {
            String text =
                    (String)
                            ManagementFactory.getPlatformMBeanServer()
                                    .invoke(
                                            new ObjectName(
                                                    "com.sun.management:type=DiagnosticCommand"),
                                            "vmNativeMemory",
                                            new Object[] {new String[] {"summary"}},
                                            new String[] {String[].class.getName()});
            if (!text.contains("Java Heap")) {
                throw new IllegalStateException("native memory is not tracked: " + text);
            }
            Matcher other = OTHER.matcher(text);
            return other.find() ? Long.parseLong(other.group(1)) : 0;
        }
    }

    /** Regions one after another; the arguments are how many, and whether they end. */
    public static final class Regional {

        private Regional() {}

        public static void main(String[] arguments) throws Exception {
            int regions = Integer.parseInt(arguments[0]);
            boolean leaks = arguments[1].equals("leaks");
            Regions registry = Regions.create();
            long before = 0;
            for (int i = 0; i <= regions; i++) {
                PoolRegion pool = registry.pool("pool" + i).blocks(1024, 1024).build();
                new RandomLeases(pool, new SplittableRandom(i), 0).run(100);
                if (!leaks) {
                    registry.unregister(pool, Duration.ZERO);
                }
                if (i == 0) {
                    before = Tracked.given();
                }
            }
            System.out.println(Tracked.given() - before);
        }
    }

    /**
     * Rounds of exchanges, each with a region of its own, that are ended by a close, a cancel, an
     * unregistration or the loss of their backend; the first round is not measured. The arguments
     * are how many leases there are, and whether one region for each round is left.
     */
    public static final class Exchanging {

        private Exchanging() {}

        public static void main(String[] arguments) throws Exception {
            int leases = Integer.parseInt(arguments[0]) / ROUNDS;
            boolean leaks = arguments[1].equals("leaks");
            SplittableRandom random = new SplittableRandom();
            Regions left = Regions.create();
            long before = 0;
            long most = 0;
            try (Scheduler scheduler = Scheduler.builder().workers(2).build()) {
                for (int round = 0; round <= ROUNDS; round++) {
                    for (long done = 0; done < leases; ) {
                        done +=
                                1
                                        + new RandomExchange(
                                                        scheduler,
                                                        random.split(),
                                                        EACH,
                                                        BLOCK,
                                                        new CountingBackend("b"))
                                                .run();
                    }
                    if (leaks) {
                        left.pool("left" + round).blocks(BLOCK, 1).build();
                    }
                    if (round == 0) {
                        before = Tracked.given();
                    } else {
                        most = Math.max(most, Tracked.given() - before);
                    }
                }
            }
            System.out.println(most);
        }
    }

    /** By how many KiB it grows in the course of a main class. */
    private static long grown(Class<?> main, int count, String how) throws Exception {
        List<String> options =
                List.of(
                        "-XX:NativeMemoryTracking=summary",
                        "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED");
        ChildProcess child = ChildProcess.run(options, main, Integer.toString(count), how);
        assertEquals(0, child.exit(), child.output());
        return Long.parseLong(child.output().lines().toList().getLast().strip());
    }

    @Test
    void nothingIsLeftOfRegions() throws Exception {
        long grown = grown(Regional.class, REGIONS, "ends");
        assertTrue(grown < MOST, grown + " KiB more after " + REGIONS + " regions of 1 MiB");
    }

    @Test
    void nothingIsLeftOfExchanges() throws Exception {
        long grown = grown(Exchanging.class, LEASES, "ends");
        assertTrue(
                grown < MOST_BETWEEN_ROUNDS,
                grown + " KiB more between rounds of " + LEASES / ROUNDS);
    }

    // Planted.

    @Test
    void regionsThatAreLeftAreSeen() throws Exception {
        long grown = grown(Regional.class, 20, "leaks");
        assertTrue(grown >= 20 * 1024, grown + " KiB for 20 regions of 1 MiB");
    }

    @Test
    void oneRegionLeftInARoundIsSeen() throws Exception {
        long grown = grown(Exchanging.class, LEASES / 100, "leaks");
        assertTrue(grown >= MOST_BETWEEN_ROUNDS, grown + " KiB for a region of each round");
    }
}
