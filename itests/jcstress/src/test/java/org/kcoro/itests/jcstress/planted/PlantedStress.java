// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.jcstress.planted;

import org.kcoro.channels.MeetingSelects;
import org.kcoro.channels.ReservedElement;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/** Faults that the harness must find: each of these tests fails. */
public final class PlantedStress {

    private PlantedStress() {}

    /** Loses a wake. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "parked, and woken")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the unpark came first")
    @Outcome(expect = FORBIDDEN, desc = "a wake is lost, or one too many")
    @State
    public static class Gate {
        private final BrokenGate gate = new BrokenGate();

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

    /** Hands out one element twice. */
    @JCStressTest
    @Outcome(
            id = {"1, 2, 3", "2, 1, 3"},
            expect = ACCEPTABLE,
            desc = "each has its own")
    @Outcome(expect = FORBIDDEN, desc = "one is lost, doubled or overtaken")
    @State
    public static class Queue {
        private final BrokenQueue queue = new BrokenQueue();

        @Actor
        public void one(III_Result r) {
            r.r1 = queue.take();
        }

        @Actor
        public void another(III_Result r) {
            r.r2 = queue.take();
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = queue.take();
        }
    }

    /** A select loses what it was given while it waited. */
    @JCStressTest
    @Outcome(id = "1, 7, 0", expect = ACCEPTABLE, desc = "they have met")
    @Outcome(expect = FORBIDDEN, desc = "the element is lost or doubled, or one is left")
    @State
    public static class Select {
        private final MeetingSelects selects = new MeetingSelects(true);

        @Actor
        public void sender(III_Result r) {
            selects.send(r);
        }

        @Actor
        public void receiver(III_Result r) {
            selects.receive(r);
        }

        @Arbiter
        public void end(III_Result r) {
            selects.end(r);
        }
    }

    /** A commit that turns back when the channel is cancelled. */
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "received")
    @Outcome(expect = FORBIDDEN, desc = "the element is lost, or undelivered as well")
    @State
    public static class Commit {
        private final ReservedElement element = new ReservedElement(BrokenReservation::new);

        @Actor
        public void receiver() {
            element.commit();
        }

        @Actor
        public void closer() {
            element.cancel();
        }

        @Arbiter
        public void end(III_Result r) {
            element.end(r);
        }
    }

    /** An abort that does nothing when the channel is cancelled. */
    @JCStressTest
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "undelivered once")
    @Outcome(expect = FORBIDDEN, desc = "the element is lost or doubled")
    @State
    public static class Abort {
        private final ReservedElement element = new ReservedElement(BrokenReservation::new);

        @Actor
        public void receiver() {
            element.abort();
        }

        @Actor
        public void closer() {
            element.cancel();
        }

        @Arbiter
        public void end(III_Result r) {
            element.end(r);
        }
    }
}
