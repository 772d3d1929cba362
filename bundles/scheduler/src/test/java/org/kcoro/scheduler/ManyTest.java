// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Very many, without anybody who joins them. */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyTest {

    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#twin")
    void launchesThatNobodyJoinsEndAndLeaveNothing(Machine machine) throws Exception {
        int count = Effort.of(machine.is("jdk") ? 50_000 : 1_000_000, 1_000_000);
        try (Rig rig = new Rig(machine)) {
            Latch ended = new Latch("ended", count);
            for (int i = 0; i < count; i++) {
                rig.launch("one of many", ended::countDown);
            }
            ended.await();
            assertEquals(count, rig.scheduler.counters().submitted());
        }
    }
}
