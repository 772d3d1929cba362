// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * The park gate: whoever comes first, one that is parked is woken exactly once, and one that is not
 * is never. All tests have two actors, so that they run on two processors.
 */
public final class GateStress {

    private GateStress() {}

    /** A park and an unpark. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "parked, and woken")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the unpark came first")
    @Outcome(expect = FORBIDDEN, desc = "a wake is lost, or one too many")
    @State
    public static class ParkBesideUnpark {
        private final StressedGate gate = new StressedGate();

        @Actor
        public void body(II_Result r) {
            r.r1 = gate.enterGate() ? 1 : 0;
        }

        @Actor
        public void waker() {
            gate.unpark();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = gate.wakes();
        }
    }

    /** A park and two unparks. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "parked, and woken")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "an unpark came first")
    @Outcome(expect = FORBIDDEN, desc = "a wake is lost, or one too many")
    @State
    public static class ParkBesideTwoUnparks {
        private final StressedGate gate = new StressedGate();

        @Actor
        public void body(II_Result r) {
            r.r1 = gate.enterGate() ? 1 : 0;
        }

        @Actor
        public void waker() {
            gate.unpark();
            gate.unpark();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = gate.wakes();
        }
    }

    /** An unpark while somebody looks at the stack of a parked one. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "woken once, and no longer parked")
    @Outcome(expect = FORBIDDEN, desc = "a wake is lost, or one too many")
    @State
    public static class UnparkBesideLook {
        private final StressedGate gate = new StressedGate();

        public UnparkBesideLook() {
            gate.enterGate();
        }

        @Actor
        public void waker() {
            gate.unpark();
        }

        @Actor
        public void looker() {
            gate.look();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = gate.wakes();
            r.r2 = gate.isParked() ? 1 : 0;
        }
    }

    /** An unpark beside one that looks before it unparks, too. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "woken once, and no longer parked")
    @Outcome(expect = FORBIDDEN, desc = "a wake is lost, or one too many")
    @State
    public static class TwoUnparksBesideLook {
        private final StressedGate gate = new StressedGate();

        public TwoUnparksBesideLook() {
            gate.enterGate();
        }

        @Actor
        public void waker() {
            gate.unpark();
        }

        @Actor
        public void another() {
            gate.look();
            gate.unpark();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = gate.wakes();
            r.r2 = gate.isParked() ? 1 : 0;
        }
    }

    /** A park beside a look and an unpark. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "parked, and woken")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the unpark came first")
    @Outcome(expect = FORBIDDEN, desc = "a wake is lost, or one too many")
    @State
    public static class ParkBesideUnparkAndLook {
        private final StressedGate gate = new StressedGate();

        @Actor
        public void body(II_Result r) {
            r.r1 = gate.enterGate() ? 1 : 0;
        }

        @Actor
        public void another() {
            gate.look();
            gate.unpark();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = gate.wakes();
        }
    }

    /** Two who would read the stack. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "one of them may")
    @Outcome(expect = FORBIDDEN, desc = "both claim it, or none")
    @State
    public static class ClaimBesideClaim {
        private final StressedGate gate = new StressedGate();

        public ClaimBesideClaim() {
            gate.enterGate();
        }

        @Actor
        public void one(II_Result r) {
            r.r1 = gate.claim() ? 1 : 0;
        }

        @Actor
        public void another(II_Result r) {
            r.r2 = gate.claim() ? 1 : 0;
        }
    }
}
