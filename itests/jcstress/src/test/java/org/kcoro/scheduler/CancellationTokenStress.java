// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.concurrent.atomic.AtomicInteger;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/** Cancellation tokens: what a cancel must do is done exactly once, or was withdrawn. */
public final class CancellationTokenStress {

    private CancellationTokenStress() {}

    /** An action is added beside the cancel. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "run once")
    @Outcome(expect = FORBIDDEN, desc = "never run, or twice")
    @State
    public static class OnCancelBesideCancel {
        private final CancellationToken token = CancellationToken.create();
        private final AtomicInteger runs = new AtomicInteger();

        @Actor
        public void adder() {
            token.onCancel(runs::incrementAndGet);
        }

        @Actor
        public void canceller() {
            token.cancel("stress");
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = runs.get();
        }
    }

    /** The middle one of three actions is withdrawn beside the cancel. */
    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "withdrawn")
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "the cancel was first")
    @Outcome(expect = FORBIDDEN, desc = "run twice, or another one is lost")
    @State
    public static class CloseBesideCancel {
        private final CancellationToken token = CancellationToken.create();
        private final AtomicInteger[] runs = {
            new AtomicInteger(), new AtomicInteger(), new AtomicInteger()
        };
        private final CancellationToken.Registration middle;

        public CloseBesideCancel() {
            token.onCancel(runs[0]::incrementAndGet);
            middle = token.onCancel(runs[1]::incrementAndGet);
            token.onCancel(runs[2]::incrementAndGet);
        }

        @Actor
        public void closer() {
            middle.close();
        }

        @Actor
        public void canceller() {
            token.cancel("stress");
        }

        @Arbiter
        public void end(III_Result r) {
            r.r1 = runs[0].get();
            r.r2 = runs[1].get();
            r.r3 = runs[2].get();
        }
    }

    /** Two neighbours are withdrawn at the same time. */
    @JCStressTest
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "the others are run")
    @Outcome(expect = FORBIDDEN, desc = "a withdrawn one is run, or another one is lost")
    @State
    public static class CloseBesideClose {
        private final CancellationToken token = CancellationToken.create();
        private final AtomicInteger kept = new AtomicInteger();
        private final AtomicInteger withdrawn = new AtomicInteger();
        private final CancellationToken.Registration second;
        private final CancellationToken.Registration third;

        public CloseBesideClose() {
            token.onCancel(kept::incrementAndGet);
            second = token.onCancel(withdrawn::incrementAndGet);
            third = token.onCancel(withdrawn::incrementAndGet);
            token.onCancel(kept::incrementAndGet);
        }

        @Actor
        public void one() {
            second.close();
        }

        @Actor
        public void another() {
            third.close();
        }

        @Arbiter
        public void end(II_Result r) {
            token.cancel("stress");
            r.r1 = kept.get();
            r.r2 = withdrawn.get();
        }
    }

    /** A child, and its child, are made while their parent is cancelled. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both are cancelled")
    @Outcome(expect = FORBIDDEN, desc = "one escapes")
    @State
    public static class ChildBesideCancel {
        private final CancellationToken token = CancellationToken.create();
        private CancellationToken child;
        private CancellationToken grandchild;

        @Actor
        public void maker() {
            child = token.child();
            grandchild = child.child();
        }

        @Actor
        public void canceller() {
            token.cancel("stress");
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = child.isCancelled() ? 1 : 0;
            r.r2 = grandchild.isCancelled() ? 1 : 0;
        }
    }

    /** Two cancels, and an action. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 1", "0, 1, 1"},
            expect = ACCEPTABLE,
            desc = "one of them counts")
    @Outcome(expect = FORBIDDEN, desc = "both count, or none, or the action is run twice")
    @State
    public static class CancelBesideCancel {
        private final CancellationToken token = CancellationToken.create();
        private final AtomicInteger runs = new AtomicInteger();

        public CancelBesideCancel() {
            token.onCancel(runs::incrementAndGet);
        }

        @Actor
        public void one(III_Result r) {
            r.r1 = token.cancel("one") ? 1 : 0;
        }

        @Actor
        public void another(III_Result r) {
            r.r2 = token.cancel("another") ? 1 : 0;
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = runs.get();
        }
    }
}
