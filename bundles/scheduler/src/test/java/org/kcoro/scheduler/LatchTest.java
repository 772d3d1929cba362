// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LatchTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    @Test
    void itCountsDownToZeroAndNoFurther() throws Exception {
        Latch latch = new Latch("of the test", 2);
        assertEquals("of the test", latch.name());
        assertFalse(latch.await(Duration.ZERO));
        assertFalse(latch.await(Duration.ofNanos(-1)));
        assertFalse(latch.await(Duration.ofMillis(1)));
        latch.countDown();
        assertEquals(1, latch.count());
        latch.countDown();
        latch.countDown();
        assertEquals(0, latch.count());
        latch.await();
        assertTrue(latch.await(Duration.ZERO));
        assertTrue(latch.await(Duration.ofHours(1)));
        assertEquals("latch of the test (0)", latch.toString());
    }

    @Test
    void badInputIsRefusedByName() {
        String message =
                assertThrows(IllegalArgumentException.class, () -> new Latch("negative", -1))
                        .getMessage();
        assertTrue(message.contains("negative") && message.contains("-1"), message);
        assertThrows(NullPointerException.class, () -> new Latch(null, 1));
        assertThrows(NullPointerException.class, () -> new Latch("l", 1).await(null));
        new Latch("huge", Long.MAX_VALUE).countDown();
    }

    /** Coroutines and threads count down and wait, at the same moment, many times. */
    @ParameterizedTest
    @MethodSource(ALL)
    void whoeverWaitsIsWoken(Machine machine) throws Exception {
        int rounds = Effort.of(100, 2_000);
        int count = 6;
        try (Rig rig = new Rig(machine)) {
            for (int round = 0; round < rounds; round++) {
                Latch latch = new Latch("round", count);
                int[] plain = new int[count];
                List<Callable<Integer>> ends = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    int index = i;
                    Callable<Integer> body =
                            () -> {
                                plain[index] = 1;
                                latch.countDown();
                                latch.await();
                                int sum = 0;
                                for (int each : plain) {
                                    sum += each;
                                }
                                return sum;
                            };
                    switch (i % 3) {
                        case 0 -> ends.add(Rig.virtualThread("meets", body)::get);
                        default -> ends.add(rig.call("meets", body)::join);
                    }
                }
                for (Callable<Integer> end : ends) {
                    assertEquals(count, end.call());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void oneThatIsCancelledLeavesTheOthersWaiting(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Latch latch = new Latch("shut", 1);
            Coroutine<Void> cancelled = rig.launch("cancelled", latch::await);
            Coroutine<Void> other = rig.launch("other", latch::await);
            rig.settle();
            cancelled.cancel();
            assertEquals(CoroutineState.CANCELLED, Rig.ended(cancelled));
            rig.settle();
            assertEquals(CoroutineState.PARKED, other.state());
            latch.countDown();
            other.join();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theLastCountMeetsCancelsAndDeadlines(Machine machine) {
        Seeded.run(
                random -> {
                    try (Rig rig = new Rig(machine)) {
                        for (int i = 0; i < Effort.of(300, 20_000); i++) {
                            Latch latch = new Latch("meets", 1);
                            Duration timeout = Duration.ofNanos(1 + random.nextInt(50_000));
                            Coroutine<Void> cancelled = rig.launch("cancelled", latch::await);
                            Coroutine<Boolean> timed =
                                    rig.call("timed", () -> latch.await(timeout));
                            Coroutine<Void> stays = rig.launch("stays", latch::await);
                            FutureTask<Void> cancelling =
                                    Rig.virtualThread(
                                            "cancels",
                                            () -> {
                                                cancelled.cancel();
                                                return null;
                                            });
                            latch.countDown();
                            stays.join();
                            timed.join();
                            Rig.get(cancelling);
                            assertTrue(Rig.ended(cancelled) != CoroutineState.FAILED);
                        }
                    }
                });
    }
}
