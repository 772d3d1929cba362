// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

import java.util.List;
import java.util.Set;

import org.kcoro.benchmarks.Work;

/**
 * What kcoro wants to reach.
 *
 * @param work of which work
 * @param system by which of its systems
 * @param rivals measured against the best of these; none for a target without rivals
 * @param limit the largest ratio of the cost that meets it; without rivals the largest value, or
 *     the smallest rate
 */
record Target(Work work, String system, Set<String> rivals, double limit) {

    private static final Set<String> RIVALS = Set.of("kotlinx", "go", "jox", "jdk");

    /** The two that channels between coroutines come from. */
    private static final Set<String> WITH_CHANNELS = Set.of("kotlinx", "go");

    static final List<Target> ALL =
            List.of(
                    new Target(Work.SWITCH, "kcoro", Set.of("raw"), 1.15),
                    new Target(Work.SWITCH, "kcoro-confined", Set.of("continuation"), 1.3),
                    new Target(Work.SPAWN, "kcoro", RIVALS, 0.9),
                    new Target(Work.SPAWN, "kcoro-confined", RIVALS, 0.6),
                    new Target(Work.SKYNET, "kcoro", Set.of("go"), 1),
                    new Target(Work.SKYNET, "kcoro-confined", Set.of("go"), 0.8),
                    new Target(Work.PARKED_BYTES, "kcoro", Set.of(), 1500),
                    new Target(Work.PARKED_BYTES, "kcoro", Set.of("go"), 0.6),
                    new Target(Work.PARKED_BYTES, "kcoro-confined", Set.of(), 1000),
                    new Target(Work.RENDEZVOUS, "kcoro", WITH_CHANNELS, 1.3),
                    new Target(Work.RENDEZVOUS, "kcoro-confined", WITH_CHANNELS, 0.85),
                    new Target(Work.PINGPONG, "kcoro", WITH_CHANNELS, 1.3),
                    new Target(Work.PINGPONG, "kcoro-confined", WITH_CHANNELS, 0.8),
                    new Target(Work.BUFFERED_16, "kcoro", RIVALS, 0.75),
                    new Target(Work.BUFFERED_16, "kcoro-confined", RIVALS, 0.65),
                    new Target(Work.BUFFERED_1024, "kcoro", RIVALS, 0.6),
                    new Target(Work.BUFFERED_1024, "kcoro-confined", RIVALS, 0.55),
                    new Target(Work.UNLIMITED, "kcoro", Set.of("kotlinx"), 0.5),
                    new Target(Work.UNLIMITED, "kcoro-confined", Set.of("kotlinx"), 0.45),
                    new Target(Work.CONFLATED, "kcoro", Set.of("kotlinx"), 0.6),
                    new Target(Work.CONFLATED, "kcoro-confined", Set.of("kotlinx"), 0.5),
                    new Target(Work.SELECT_2, "kcoro", RIVALS, 0.8),
                    new Target(Work.SELECT_2, "kcoro-confined", RIVALS, 0.7),
                    new Target(Work.DESCRIPTORS_4X4, "kcoro", Set.of("jdk"), 0.5),
                    new Target(Work.DESCRIPTORS_4X4, "kcoro", Set.of(), 10e6),
                    new Target(Work.DESCRIPTORS_4X4, "kcoro-confined", Set.of("jdk"), 0.5),
                    new Target(Work.DESCRIPTORS_4X4, "kcoro-confined", Set.of(), 30e6),
                    new Target(Work.DESCRIPTORS_4X4_BATCHED, "kcoro", Set.of("jdk"), 0.5),
                    new Target(Work.DESCRIPTORS_4X4_BATCHED, "kcoro", Set.of(), 30e6),
                    new Target(Work.DESCRIPTORS_4X4_BATCHED, "kcoro-confined", Set.of("jdk"), 0.5),
                    new Target(Work.DESCRIPTORS_4X4_BATCHED, "kcoro-confined", Set.of(), 30e6),
                    // 0.8 times the rate of the echo.
                    new Target(Work.IPC_RTT, "kcoro", Set.of("raw"), 1.25),
                    new Target(Work.IPC_RTT, "kcoro-confined", Set.of("raw"), 1.25),
                    new Target(Work.IPC_PIPELINED, "kcoro", Set.of(), 0.5e6),
                    new Target(Work.IPC_PIPELINED, "kcoro-confined", Set.of(), 0.5e6),
                    new Target(Work.NATIVE_SWITCH, "kcoro", Set.of("continuation"), 1.0 / 3));
}
