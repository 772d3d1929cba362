// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.scaling;

/** What is measured of many channels at once. */
enum Measure {
    /** Messages through all channels together, from one sender to one receiver on each. */
    THROUGHPUT("throughput", "million messages a second", 1_000_000),

    /** From the cancel of one of the waiting receivers until its body sees it. */
    CANCEL("cancel", "µs until a cancelled receiver knows", 501);

    private final String label;
    private final String unit;
    private final int operations;

    Measure(String label, String unit, int operations) {
        this.label = label;
        this.unit = unit;
        this.operations = operations;
    }

    /** Its name in records. */
    String label() {
        return label;
    }

    String unit() {
        return unit;
    }

    /** How many operations are one sample. */
    int operations() {
        return operations;
    }
}
