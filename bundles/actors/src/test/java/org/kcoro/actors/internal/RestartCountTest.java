// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.kcoro.actors.Supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** When an actor is restarted, and when no more. */
class RestartCountTest {

    private static final Supervision.Restart RESTART =
            Supervision.restart()
                    .backoff(Duration.ofNanos(10), Duration.ofNanos(100))
                    .limit(8, Duration.ofNanos(1_000_000));

    @Test
    void eachBackOffIsTwiceTheOneBeforeUpToTheMaximum() {
        RestartCount count = new RestartCount();
        List<Long> backoffs = new ArrayList<>();
        long now = Long.MAX_VALUE - 200; // the clock may pass its end
        for (int i = 0; i < 8; i++) {
            count.begun(now);
            long backoff = count.next(RESTART, now + 1, 0);
            backoffs.add(backoff);
            now += 1 + backoff;
        }
        assertEquals(List.of(10L, 20L, 40L, 80L, 100L, 100L, 100L, 100L), backoffs);
        assertEquals(RestartCount.TOO_MANY, count.next(RESTART, now, 0));
    }

    @Test
    void oneThatHasRunLongBeginsAnew() {
        RestartCount count = new RestartCount();
        count.begun(0);
        assertEquals(10, count.next(RESTART, 0, 0));
        count.begun(0);
        assertEquals(20, count.next(RESTART, 99, 0));
        count.begun(100);
        assertEquals(10, count.next(RESTART, 200, 0));
        count.begun(200);
        assertEquals(20, count.next(RESTART, 299, 0));
    }

    @Test
    void restartsOutsideTheWindowDoNotCount() {
        Supervision.Restart two = Supervision.restart().limit(2, Duration.ofNanos(100));
        RestartCount count = new RestartCount();
        assertEquals(0, count.next(two, 0, 0));
        assertEquals(0, count.next(two, 50, 0));
        assertEquals(RestartCount.TOO_MANY, count.next(two, 100, 0));
        assertEquals(0, count.next(two, 101, 0));
        assertEquals(RestartCount.TOO_MANY, count.next(two, 150, 0));
    }

    @Test
    void jitterShortensByItsPartAtMost() {
        Supervision.Restart jittered =
                Supervision.restart()
                        .backoff(Duration.ofNanos(1_000), Duration.ofNanos(1_000))
                        .jitter(0.2);
        assertEquals(1_000, new RestartCount().next(jittered, 0, 0));
        long least = new RestartCount().next(jittered, 0, -1);
        assertTrue(least >= 800 && least <= 801, () -> "back-off of " + least);
        assertEquals(900, new RestartCount().next(jittered, 0, Long.MIN_VALUE));
    }

    @Test
    void longTimesDoNotOverflow() {
        Supervision.Restart forEver =
                Supervision.restart()
                        .backoff(Duration.ofDays(100_000), Duration.ofSeconds(Long.MAX_VALUE))
                        .limit(1_000, Duration.ofSeconds(Long.MAX_VALUE));
        RestartCount count = new RestartCount();
        for (int i = 0; i < 100; i++) {
            long backoff = count.next(forEver, i, -1);
            assertTrue(backoff > 0 && backoff <= Long.MAX_VALUE / 2, () -> "is " + backoff);
        }
    }
}
