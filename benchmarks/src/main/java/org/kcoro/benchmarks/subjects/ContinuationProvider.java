// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.subjects;

import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;

import org.kcoro.benchmarks.Subject;

/** Bare continuations, two on a thread that runs them in turn. */
public final class ContinuationProvider extends FloorProvider {

    public ContinuationProvider() {
        super(
                "continuation",
                "two bare continuations a thread, run in turn",
                "one bare continuation a thread, which runs Java");
    }

    @Override
    public Subject open(int workers) {
        return new Subject() {
            @Override
            public void switches(int count) throws InterruptedException {
                int each = count / (2 * workers);
                Threads.run(workers, () -> Pair.run(each));
            }

            @Override
            public long nativeSwitches(int count) throws Exception {
                return Threads.sum(workers, () -> Echo.run(count / workers));
            }
        };
    }

    /** Apart, as the next. Answers each value, plus one. */
    private static final class Echo {

        private static final ContinuationScope SCOPE = new ContinuationScope("echo");

        private long value;

        static long run(int times) {
            Echo echo = new Echo();
            Continuation continuation = new Continuation(SCOPE, echo::echo);
            long sum = 0;
            for (int i = 0; i < times; i++) {
                echo.value = 0;
                continuation.run();
                sum += echo.value;
            }
            return sum;
        }

        private void echo() {
            for (; ; ) {
                value++;
                Continuation.yield(SCOPE);
            }
        }
    }

    /** Apart, for it loads only where {@code jdk.internal.vm} is exported. */
    private static final class Pair {

        private static final ContinuationScope SCOPE = new ContinuationScope("floor");

        static void run(int each) {
            Continuation first = new Continuation(SCOPE, () -> yieldTimes(each));
            Continuation second = new Continuation(SCOPE, () -> yieldTimes(each));
            while (!second.isDone()) {
                first.run();
                second.run();
            }
        }

        private static void yieldTimes(int times) {
            for (int i = 0; i < times; i++) {
                Continuation.yield(SCOPE);
            }
        }
    }
}
