// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.SplittableRandom;

import org.kcoro.port.Port;
import org.kcoro.switcher.ContextSwitcher;
import org.kcoro.switcher.ContextSwitchers;

/** The stress of {@link ConservationTest} in a JVM of its own, for a number of seconds. */
public final class ConservationStress {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private ConservationStress() {}

    /**
     * Runs it.
     *
     * @param arguments the switcher, the number of workers, the seconds, the seed
     */
    public static void main(String[] arguments) throws Exception {
        ContextSwitcher switcher = ContextSwitchers.discover(Port.system()).choose(arguments[0]);
        int workers = Integer.parseInt(arguments[1]);
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[3]));
        long end = System.nanoTime() + Long.parseLong(arguments[2]) * NANOS_PER_SECOND;
        int runs = 0;
        do {
            ConservationTest.run(switcher, workers, random.split(), ConservationTest.PATIENCE);
            runs++;
        } while (System.nanoTime() - end < 0);
        System.out.println(runs + " runs");
    }
}
