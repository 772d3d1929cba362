// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kcoro.port.Poller;
import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Rig;
import org.kcoro.scheduler.Seeded;
import org.kcoro.scheduler.WaitReason;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TimerQueueTest {

    private final TimerQueue timers = new TimerQueue();
    private final List<Integer> fired = new ArrayList<>();

    /** Notes its wake-ups. */
    private class Noting extends Parker {
        private final int number;

        Noting(int number) {
            super(null);
            this.number = number;
        }

        @Override
        public void unpark() {
            fired.add(number);
        }

        @Override
        public void park(WaitReason reason) {
            throw new AssertionError("nobody waits here");
        }

        @Override
        public void parkUntil(WaitReason reason, long deadlineNanos) {
            throw new AssertionError("nobody waits here");
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public void checkStop() {}

        @Override
        public void yield() {
            throw new AssertionError("nobody waits here");
        }

        @Override
        public CancellationToken.Registration onCancel(Runnable action) {
            throw new AssertionError("nobody waits here");
        }
    }

    /** What the one that fires would wait for, if nothing came up by a time. */
    private long nextDeadline(long now) {
        return timers.fire(now);
    }

    private TimerQueue.Timer add(long deadline, int number) {
        return timers.add(deadline, new Noting(number));
    }

    @Test
    void anEmptyQueueHasNoDeadline() {
        assertEquals(Poller.NO_DEADLINE, timers.fire(Long.MAX_VALUE));
        assertEquals(List.of(), fired);
        assertEquals(0, timers.pending());
    }

    @Test
    void theEarliestDeadlineComesFirst() {
        add(300, 3);
        assertEquals(300, nextDeadline(0));
        add(100, 1);
        assertEquals(100, nextDeadline(0));
        add(200, 2);
        assertEquals(100, nextDeadline(0));
        assertEquals(3, timers.pending());
        assertEquals(Poller.NO_DEADLINE, timers.fire(300));
        assertEquals(List.of(1, 2, 3), fired);
        assertEquals(0, timers.pending());
    }

    /** The one that fires is woken for a timer that is due before its next look, and only then. */
    @Test
    void onlyAnEarlierTimerNeedsALook() {
        assertTrue(timers.needsLook(add(300, 3)));
        timers.fire(0);
        assertFalse(timers.needsLook(add(400, 4)));
        assertFalse(timers.needsLook(add(300, 3)));
        TimerQueue.Timer early = add(100, 1);
        assertTrue(timers.needsLook(early));
        assertEquals(100, timers.fire(0));
        // A look at a cancelled one is kept: the next timer then needs none.
        timers.cancel(early);
        assertEquals(100, timers.fire(50));
        assertFalse(timers.needsLook(add(200, 2)));
        assertEquals(200, timers.fire(100));
    }

    /** Timers that are cancelled before their time do not pile up. */
    @Test
    void cancelledOnesAreSweptOut() {
        long sweeps = 0;
        int count = 20 * TimerQueue.SWEEP_MINIMUM;
        add(Long.MAX_VALUE / 2, 0);
        for (int i = 1; i <= count; i++) {
            if (timers.cancel(add(Long.MAX_VALUE / 2, i))) {
                timers.fire(0);
                sweeps++;
            }
            assertEquals(1, timers.pending());
        }
        assertTrue(sweeps >= 10 && sweeps <= count / TimerQueue.SWEEP_MINIMUM, sweeps + " sweeps");
        assertTrue(timers.kept() <= 2 * TimerQueue.SWEEP_MINIMUM, timers.kept() + " kept");
        timers.fire(Long.MAX_VALUE / 2);
        assertEquals(List.of(0), fired);
    }

    @Test
    void nothingFiresEarly() {
        add(100, 1);
        add(200, 2);
        timers.fire(99);
        assertEquals(List.of(), fired);
        timers.fire(100);
        assertEquals(List.of(1), fired);
        timers.fire(199);
        assertEquals(List.of(1), fired);
        assertEquals(200, nextDeadline(199));
        timers.fire(1_000);
        assertEquals(List.of(1, 2), fired);
        timers.fire(2_000);
        assertEquals(List.of(1, 2), fired, "each fires once");
    }

    @Test
    void equalDeadlinesFireInTheOrderOfTheirComing() {
        for (int i = 0; i < 10; i++) {
            add(100, i);
        }
        timers.fire(100);
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), fired);
    }

    @Test
    void aCancelledOneDoesNotFire() {
        TimerQueue.Timer first = add(100, 1);
        TimerQueue.Timer second = add(200, 2);
        TimerQueue.Timer third = add(300, 3);
        timers.cancel(first);
        timers.cancel(third);
        timers.cancel(third);
        assertEquals(1, timers.pending());
        timers.fire(1_000);
        assertEquals(List.of(2), fired);
        // Too late, and harmless.
        timers.cancel(second);
        assertEquals(Poller.NO_DEADLINE, timers.fire(1_000));
        assertEquals(0, timers.pending());
        assertEquals(0, timers.kept());
    }

    @Test
    void onlyTheOneCancelledGoesOfThoseWithEqualDeadlines() {
        add(100, 1);
        TimerQueue.Timer middle = add(100, 2);
        add(100, 3);
        timers.cancel(middle);
        timers.fire(100);
        assertEquals(List.of(1, 3), fired);
    }

    /** The scale has no origin: it may wrap. */
    @Test
    void deadlinesAreComparedByTheirDifference() {
        long now = Long.MAX_VALUE - 100;
        add(now + 150, 2);
        add(now + 50, 1);
        assertEquals(now + 50, nextDeadline(now));
        timers.fire(now + 49);
        assertEquals(List.of(), fired);
        timers.fire(now + 149);
        assertEquals(List.of(1), fired);
        timers.fire(now + 150);
        assertEquals(List.of(1, 2), fired);
    }

    /** Against a sorted list. */
    @RepeatedTest(3)
    void itDoesWhatASortedListDoes() {
        record Entry(long deadline, int number, TimerQueue.Timer timer) {}
        Seeded.run(
                random -> {
                    List<Entry> model = new ArrayList<>();
                    List<Integer> expected = new ArrayList<>();
                    long now = random.nextLong();
                    for (int i = 0; i < 3_000; i++) {
                        long deadline = now + random.nextLong(-10, 1_000);
                        model.add(new Entry(deadline, i, add(deadline, i)));
                        if (random.nextInt(3) == 0) {
                            Entry gone = model.remove(random.nextInt(model.size()));
                            timers.cancel(gone.timer());
                        }
                        if (random.nextInt(5) == 0) {
                            now += random.nextLong(200);
                            long time = now;
                            model.stream()
                                    .filter(e -> e.deadline() - time <= 0)
                                    .sorted(
                                            Comparator.<Entry>comparingLong(
                                                            e -> e.deadline() - time)
                                                    .thenComparingInt(Entry::number))
                                    .forEach(e -> expected.add(e.number()));
                            model.removeIf(e -> e.deadline() - time <= 0);
                            timers.fire(now);
                            assertEquals(expected, fired);
                        }
                        assertEquals(model.size(), timers.pending());
                    }
                });
    }

    /** Adders, cancellers and the one that fires, at once: each timer fires or is cancelled. */
    @Test
    void addingCancellingAndFiringAtOnceLosesNothing() throws Exception {
        int each = 20_000;
        int adders = 2;
        AtomicInteger unparks = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<FutureTask<Integer>> adding = new ArrayList<>();
        for (int side = 0; side < adders; side++) {
            int offset = side;
            adding.add(
                    Rig.thread(
                            "adds",
                            () -> {
                                int before = 0;
                                for (int i = 0; i < each; i++) {
                                    AtomicInteger own = new AtomicInteger();
                                    TimerQueue.Timer timer =
                                            timers.add(
                                                    2L * i + offset,
                                                    new Noting(i) {
                                                        @Override
                                                        public void unpark() {
                                                            unparks.incrementAndGet();
                                                            int count = own.incrementAndGet();
                                                            most.accumulateAndGet(count, Math::max);
                                                        }
                                                    });
                                    if (i % 2 == 0) {
                                        before += own.get();
                                        timers.cancel(timer);
                                    }
                                }
                                return before;
                            }));
        }
        FutureTask<Void> firing =
                Rig.thread(
                        "fires",
                        () -> {
                            for (int now = 0; now < 2 * each; now += 16) {
                                timers.fire(now);
                            }
                            return null;
                        });
        int firedBeforeTheirCancel = 0;
        for (FutureTask<Integer> adder : adding) {
            firedBeforeTheirCancel += Rig.get(adder);
        }
        Rig.get(firing);
        assertEquals(Poller.NO_DEADLINE, timers.fire(Long.MAX_VALUE / 2));
        assertEquals(0, timers.kept());
        assertEquals(1, most.get(), "no timer fires twice");
        int notCancelled = adders * each / 2;
        int total = unparks.get();
        assertTrue(total >= notCancelled + firedBeforeTheirCancel, total + " fired");
        assertTrue(total <= adders * each, total + " fired");
    }
}
