// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The conservation stress across switchers, workers and collectors: in full on the default
 * switcher, pairwise on the others. Ten seconds each with {@code -Pci}; otherwise some of them, for
 * one second.
 */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CoverTest {

    private static final List<Integer> WORKERS = List.of(1, 2, 8);
    private static final List<String> COLLECTORS = List.of("UseG1GC", "UseSerialGC", "UseZGC");
    private static final List<String> OTHERS = List.of("continuation", "jdk");

    record Combination(String switcher, int workers, String collector) {}

    /** Every pair of workers and collector, on the switchers in turn. */
    static List<Combination> pairwise() {
        List<Combination> pairs = new ArrayList<>();
        for (int workers : WORKERS) {
            for (String collector : COLLECTORS) {
                String switcher = OTHERS.get(pairs.size() % OTHERS.size());
                pairs.add(new Combination(switcher, workers, collector));
            }
        }
        return pairs;
    }

    static Stream<Combination> combinations() {
        if (!Effort.isCi()) {
            return Stream.concat(
                    Stream.of(new Combination("virtual-thread", 2, "UseZGC")),
                    pairwise().stream().skip(3).limit(2));
        }
        List<Combination> all = pairwise();
        for (int workers : WORKERS) {
            for (String collector : COLLECTORS) {
                all.add(new Combination("virtual-thread", workers, collector));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void nothingIsLost(Combination combination) throws Exception {
        long seed = System.nanoTime();
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+" + combination.collector(),
                        "-Xmx256m",
                        "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ConservationStress.class.getName(),
                        combination.switcher(),
                        Integer.toString(combination.workers()),
                        Effort.isCi() ? "10" : "1",
                        Long.toString(seed));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), "seed " + seed + ": " + output);
    }

    /** Each switcher meets each number of workers and each collector. */
    @Test
    void theCoverIsPairwise() {
        Set<String> pairs = new HashSet<>();
        for (Combination each : pairwise()) {
            pairs.add(each.switcher() + each.workers());
            pairs.add(each.switcher() + each.collector());
            pairs.add(each.workers() + each.collector());
        }
        assertEquals(OTHERS.size() * 3 + OTHERS.size() * 3 + 3 * 3, pairs.size(), pairs::toString);
    }
}
