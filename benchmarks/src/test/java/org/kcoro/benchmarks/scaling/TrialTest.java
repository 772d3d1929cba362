// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.scaling;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class TrialTest {

    @ParameterizedTest
    @CsvSource({
        "THROUGHPUT, false, 1, 1",
        "THROUGHPUT, true, 2, 100",
        "CANCEL, false, 2, 10",
        "CANCEL, true, 1, 1"
    })
    void measures(Measure measure, boolean confined, int workers, int channels) throws Exception {
        try (Trial trial = new Trial(confined, workers, channels, 100)) {
            double sample = trial.measure(measure);
            assertTrue(sample > 0, "sample: " + sample);
            Point point = Point.of(measure, "kcoro", workers, channels, new double[] {sample});
            assertEquals(point, Point.parse(point.line()));
        }
    }
}
