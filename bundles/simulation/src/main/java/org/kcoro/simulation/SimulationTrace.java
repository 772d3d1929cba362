// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation;

import java.util.List;
import java.util.function.Supplier;

/** What has happened in a run of a simulation, step by step. Immutable. */
public final class SimulationTrace {

    private final long seed;
    private final long hash;
    private final long elapsedNanos;
    private final int steps;

    /** Made into text only when somebody asks. */
    private final Supplier<List<String>> lines;

    SimulationTrace(
            long seed, long hash, long elapsedNanos, int steps, Supplier<List<String>> lines) {
        this.seed = seed;
        this.hash = hash;
        this.elapsedNanos = elapsedNanos;
        this.steps = steps;
        this.lines = lines;
    }

    /** The seed that replays it. */
    public long seed() {
        return seed;
    }

    /** How many scheduling points were passed. */
    public int steps() {
        return steps;
    }

    /** A hash of all steps, with who was chosen and when: the same for the same run. */
    public long hash() {
        return hash;
    }

    /** The virtual time that has passed, in nanoseconds. */
    public long elapsedNanos() {
        return elapsedNanos;
    }

    /** The steps, one a line: who came to which point, and who ran next. */
    public List<String> lines() {
        return lines.get();
    }

    @Override
    public String toString() {
        return "seed " + seed + ", " + steps + " steps, hash " + Long.toHexString(hash);
    }
}
