// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoadTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";

    private static List<Coroutine<Integer>> launch(Rig rig, int from, int to) {
        List<Coroutine<Integer>> coroutines = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            int value = i;
            coroutines.add(rig.call("one of many", () -> value));
        }
        return coroutines;
    }

    /** Half from a thread, half from a coroutine: more than its queue holds. */
    @ParameterizedTest
    @MethodSource(ALL)
    void manyThousandsAreLaunchedAndEnd(Machine machine) throws Exception {
        // One worker of this switcher passes a baton to another thread and back for each turn.
        int count = machine.is("jdk") && machine.workers() == 1 ? 20_000 : 100_000;
        try (Rig rig = new Rig(machine)) {
            Coroutine<List<Coroutine<Integer>>> launcher =
                    rig.call("launcher", () -> launch(rig, 0, count / 2));
            List<Coroutine<Integer>> coroutines = launch(rig, count / 2, count);
            coroutines.addAll(launcher.join());
            long sum = 0;
            for (Coroutine<Integer> coroutine : coroutines) {
                sum += coroutine.join();
            }
            assertEquals(count * (count - 1L) / 2, sum);
            assertEquals(count + 1, rig.scheduler.counters().submitted());
        }
    }

    /** All are parked at once; then all are woken, half of them by a coroutine. */
    @ParameterizedTest
    @MethodSource(ALL)
    void tenThousandParkedOnesAllWake(Machine machine) throws Exception {
        int count = 10_000;
        try (Rig rig = new Rig(machine)) {
            List<Gate> gates = new ArrayList<>();
            List<Coroutine<Integer>> coroutines = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int value = i;
                Gate gate = new Gate();
                gates.add(gate);
                coroutines.add(
                        rig.call(
                                "parks",
                                () -> {
                                    gate.await();
                                    return value;
                                }));
            }
            assertEquals(count, rig.scheduler.liveCoroutines().size());
            Coroutine<Void> opener =
                    rig.launch("opens", () -> gates.subList(0, count / 2).forEach(Gate::open));
            gates.subList(count / 2, count).forEach(Gate::open);
            opener.join();
            long sum = 0;
            for (Coroutine<Integer> coroutine : coroutines) {
                sum += coroutine.join();
            }
            assertEquals(count * (count - 1L) / 2, sum);
        }
    }
}
