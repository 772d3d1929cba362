// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.nio.file.Path;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.benchmarks.Work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ArgumentsTest {

    private static Arguments parse(String line) {
        return Arguments.parse(line.split(" "));
    }

    @Test
    void allWorksUnlessTold() {
        assertEquals(
                new Arguments(Plan.FULL, Set.of(Work.values()), Set.of(), Path.of("f")),
                parse("--json f"));
    }

    @Test
    void quickAndOnly() {
        assertEquals(
                new Arguments(
                        Plan.QUICK, Set.of(Work.SPAWN, Work.PARKED_BYTES), Set.of(), Path.of("f")),
                parse("--quick --only spawn,parked-bytes --json f"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--quick", "--json", "--only twist --json f", "--fast --json f"})
    void whatIsNotUnderstoodIsRefused(String line) {
        assertThrows(IllegalArgumentException.class, () -> parse(line));
    }
}
