// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.util.concurrent.ExecutionException;

import org.kcoro.scheduler.Scope;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/** The end of a scope: its owner wakes, and no failure is lost. */
public final class ScopeStress {

    private ScopeStress() {}

    /** A failure with a number. */
    private static final class Numbered extends Exception {
        private static final long serialVersionUID = 1L;

        private final int number;

        Numbered(int number) {
            super("planned " + number);
            this.number = number;
        }
    }

    private static int number(Throwable failure) {
        return failure instanceof Numbered numbered ? numbered.number : -1;
    }

    /** The last child ends while the owner begins to wait. */
    @JCStressTest
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "the owner goes on")
    @Outcome(expect = FORBIDDEN, desc = "the scope fails")
    @State
    public static class EndBesideWait {
        private final LaunchByHand launch = new LaunchByHand();

        @Actor
        public void owner(I_Result r) {
            try {
                r.r1 =
                        Scope.run(
                                launch,
                                "stress",
                                scope -> {
                                    scope.launch("child", () -> {});
                                    return 7;
                                });
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        @Actor
        public void child() {
            launch.run();
        }
    }

    /** The body and a child fail at the same time. */
    @JCStressTest
    @Outcome(
            id = {"1, 2", "2, 1"},
            expect = ACCEPTABLE,
            desc = "one is suppressed by the other")
    @Outcome(expect = FORBIDDEN, desc = "a failure is lost")
    @State
    public static class FailureBesideFailure {
        private final LaunchByHand launch = new LaunchByHand();

        @Actor
        public void owner(II_Result r) {
            try {
                Scope.run(
                        launch,
                        "stress",
                        scope -> {
                            scope.launch(
                                    "child",
                                    () -> {
                                        throw new Numbered(2);
                                    });
                            throw new Numbered(1);
                        });
            } catch (ExecutionException e) {
                Throwable first = e.getCause();
                r.r1 = number(first);
                r.r2 = first.getSuppressed().length == 1 ? number(first.getSuppressed()[0]) : 0;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Actor
        public void child() {
            launch.run();
        }
    }
}
