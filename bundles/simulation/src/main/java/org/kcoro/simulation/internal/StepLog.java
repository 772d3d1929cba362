// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The steps of one run: at which point, who came there and who ran next. Guarded by the machine.
 */
public final class StepLog {

    private static final Point[] POINTS = Point.values();
    private static final int INITIAL_SIZE = 256;
    private static final int NUMBER_BITS = 12;
    private static final int NUMBER_MASK = (1 << NUMBER_BITS) - 1;

    /** The multiplier of SplitMix64, which spreads every bit. */
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final List<String> names = new ArrayList<>();
    private int[] log = new int[INITIAL_SIZE];
    private int steps;
    private long hash;

    void named(String name) {
        names.add(name);
    }

    void add(Point point, int current, int next, long clock) {
        if (steps == log.length) {
            log = Arrays.copyOf(log, 2 * steps);
        }
        int step =
                (point.ordinal() << 2 * NUMBER_BITS)
                        | ((current & NUMBER_MASK) << NUMBER_BITS)
                        | (next & NUMBER_MASK);
        log[steps++] = step;
        hash = mixed(mixed(hash ^ step) ^ clock);
    }

    private static long mixed(long value) {
        long product = value * MULTIPLIER;
        return product ^ (product >>> 32);
    }

    /** How many steps there were. */
    public int steps() {
        return steps;
    }

    /** A hash of all steps and their times. */
    public long hash() {
        return hash;
    }

    /** The steps as text. Called after the run. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(steps);
        for (int i = 0; i < steps; i++) {
            Point point = POINTS[log[i] >>> 2 * NUMBER_BITS];
            int current = log[i] >>> NUMBER_BITS & NUMBER_MASK;
            int next = log[i] & NUMBER_MASK;
            String line =
                    (i + 1)
                            + " "
                            + name(current)
                            + " "
                            + point.name().toLowerCase(java.util.Locale.ROOT);
            lines.add(current == next ? line : line + " -> " + name(next));
        }
        return lines;
    }

    private String name(int number) {
        return number + ":" + names.get(number);
    }
}
