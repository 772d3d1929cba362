// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.scaling;

import java.util.Arrays;

/**
 * One point of a line.
 *
 * @param median in the unit of the measure, as are the next two
 */
record Point(
        Measure measure,
        String system,
        int workers,
        int channels,
        double median,
        double min,
        double max) {

    static Point of(Measure measure, String system, int workers, int channels, double[] samples) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        return new Point(
                measure,
                system,
                workers,
                channels,
                sorted[sorted.length / 2],
                sorted[0],
                sorted[sorted.length - 1]);
    }

    /** A line that {@link #parse} reads. */
    String line() {
        return String.join(
                " ",
                measure.name(),
                system,
                Integer.toString(workers),
                Integer.toString(channels),
                Double.toString(median),
                Double.toString(min),
                Double.toString(max));
    }

    static Point parse(String line) {
        String[] fields = line.split(" ");
        return new Point(
                Measure.valueOf(fields[0]),
                fields[1],
                Integer.parseInt(fields[2]),
                Integer.parseInt(fields[3]),
                Double.parseDouble(fields[4]),
                Double.parseDouble(fields[5]),
                Double.parseDouble(fields[6]));
    }
}
