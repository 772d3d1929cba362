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
 * @param limit the largest ratio that meets it, or the largest value
 */
record Target(Work work, String system, Set<String> rivals, double limit) {

    private static final Set<String> RIVALS = Set.of("kotlinx", "go", "jox", "jdk");

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
                    new Target(Work.PARKED_BYTES, "kcoro-confined", Set.of(), 1000));
}
