// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/** The queue of a worker: each coroutine is taken exactly once, and the first comes first. */
public final class LocalQueueStress {

    private LocalQueueStress() {}

    private static LaunchedCoroutine<?> coroutine(int number) {
        return QueuedCoroutines.get(number);
    }

    private static int take(LocalQueue queue) {
        return QueuedCoroutines.number(queue.poll());
    }

    /** The owner adds two and takes one, beside a thief. */
    @JCStressTest
    @Outcome(id = "1, 0, 2", expect = ACCEPTABLE, desc = "the thief came too early")
    @Outcome(id = "2, 1, 0", expect = ACCEPTABLE, desc = "the thief was first")
    @Outcome(id = "1, 2, 0", expect = ACCEPTABLE, desc = "the owner was first")
    @Outcome(expect = FORBIDDEN, desc = "one is lost, doubled or overtaken")
    @State
    public static class OwnerBesideThief {
        private final LocalQueue queue = new LocalQueue();

        @Actor
        public void owner(III_Result r) {
            queue.offer(coroutine(1));
            queue.offer(coroutine(2));
            r.r1 = take(queue);
        }

        @Actor
        public void thief(III_Result r) {
            r.r2 = take(queue);
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = take(queue);
        }
    }

    /** Two thieves. */
    @JCStressTest
    @Outcome(
            id = {"1, 2, 3", "2, 1, 3"},
            expect = ACCEPTABLE,
            desc = "each has its own")
    @Outcome(expect = FORBIDDEN, desc = "one is lost, doubled or overtaken")
    @State
    public static class ThiefBesideThief {
        private final LocalQueue queue = new LocalQueue();

        public ThiefBesideThief() {
            for (int i = 1; i <= 3; i++) {
                queue.offer(coroutine(i));
            }
        }

        @Actor
        public void one(III_Result r) {
            r.r1 = take(queue);
        }

        @Actor
        public void another(III_Result r) {
            r.r2 = take(queue);
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = take(queue);
        }
    }

    /** The owner adds to a full queue beside a thief: both touch one cell. */
    @JCStressTest
    @Outcome(id = "0, 1, 255", expect = ACCEPTABLE, desc = "it was still full")
    @Outcome(id = "1, 1, 256", expect = ACCEPTABLE, desc = "the thief had made room")
    @Outcome(expect = FORBIDDEN, desc = "one is lost, doubled or overtaken")
    @State
    public static class FullQueue {
        private final LocalQueue queue = new LocalQueue();

        public FullQueue() {
            for (int i = 1; i <= LocalQueue.CAPACITY; i++) {
                queue.offer(coroutine(i));
            }
        }

        @Actor
        public void owner(III_Result r) {
            r.r1 = queue.offer(coroutine(LocalQueue.CAPACITY + 1)) ? 1 : 0;
        }

        @Actor
        public void thief(III_Result r) {
            r.r2 = take(queue);
        }

        @Arbiter
        public void end(III_Result r) {
            int expected = 2;
            while (take(queue) == expected) {
                expected++;
            }
            r.r3 = expected - 2;
        }
    }
}
