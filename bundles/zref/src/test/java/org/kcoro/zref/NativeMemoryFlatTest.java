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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Regions that come and go, with leases at random, leave no native memory behind. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NativeMemoryFlatTest {

    private static final int REGIONS = Effort.of(200, 5_000);

    /**
     * What a tenth of all regions would take, in KiB: less than a leak of each, more than noise.
     */
    private static final long MOST = REGIONS * 1024L / 10;

    /** Counts by the JVM's own tracking of native memory, which it runs with. */
    public static final class Regional {

        private static final Pattern OTHER =
                Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");

        private Regional() {}

        /** What the JVM has given out to programs, in KiB. */
        private static long given() throws Exception {
            String text =
                    (String)
                            ManagementFactory.getPlatformMBeanServer()
                                    .invoke(
                                            new ObjectName(
                                                    "com.sun.management:type=DiagnosticCommand"),
                                            "vmNativeMemory",
                                            new Object[] {new String[] {"summary"}},
                                            new String[] {String[].class.getName()});
            Matcher other = OTHER.matcher(text);
            return other.find() ? Long.parseLong(other.group(1)) : 0;
        }

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
                    before = given();
                }
            }
            System.out.println(given() - before);
        }
    }

    private static long grown(String how, int regions) throws Exception {
        ChildProcess child =
                ChildProcess.run(
                        List.of("-XX:NativeMemoryTracking=summary"),
                        Regional.class,
                        Integer.toString(regions),
                        how);
        assertEquals(0, child.exit(), child.output());
        return Long.parseLong(child.output().strip());
    }

    @Test
    void nothingIsLeft() throws Exception {
        long grown = grown("ends", REGIONS);
        assertTrue(grown < MOST, grown + " KiB more after " + REGIONS + " regions of 1 MiB");
    }

    @Test
    void regionsThatAreLeftAreSeen() throws Exception {
        long grown = grown("leaks", 20);
        assertTrue(grown >= 20 * 1024, grown + " KiB for 20 regions of 1 MiB");
    }
}
