// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation;

import java.util.random.RandomGenerator;

import org.kcoro.simulation.internal.PriorityChoice;

/** Chooses who runs next. Implementations are immutable; what one run remembers is a chooser's. */
@FunctionalInterface
public interface ChoiceStrategy {

    /** The choices of one run. Called by one thread at a time. */
    @FunctionalInterface
    interface Chooser {

        /**
         * Chooses among those that can run.
         *
         * @param current the number of the thread that has come to a scheduling point, which may or
         *     may not be among those that can run
         * @param runnable the numbers of those that can, at least two, in ascending order; threads
         *     are numbered from 0 in the order in which they were started
         * @return an index of {@code runnable}
         */
        int choose(int current, int[] runnable);
    }

    /** The choices of a new run, which depend on nothing but the random numbers. */
    Chooser begin(RandomGenerator random);

    /** Every one that can run is as likely as any other, at each point. */
    static ChoiceStrategy uniform() {
        return random -> (current, runnable) -> random.nextInt(runnable.length);
    }

    /**
     * The current one goes on where it can, but for one in {@code interval} points on average;
     * there every one is as likely as any other. Quicker than {@link #uniform}, and better at
     * faults that need one thread to stand still for long.
     *
     * @throws IllegalArgumentException unless {@code interval} is positive
     */
    static ChoiceStrategy sticky(int interval) {
        if (interval <= 0) {
            throw new IllegalArgumentException("interval is " + interval + "; it must be positive");
        }
        return random ->
                (current, runnable) -> {
                    if (random.nextInt(interval) != 0) {
                        for (int i = 0; i < runnable.length; i++) {
                            if (runnable[i] == current) {
                                return i;
                            }
                        }
                    }
                    return random.nextInt(runnable.length);
                };
    }

    /**
     * Each thread has a random priority and the highest runs, until at a number of random points
     * the one that runs falls behind all others. Finds faults that need few, but certain, switches;
     * a body that spins until another thread has done something does not end.
     *
     * <p>After Burckhardt, Kothari, Musuvathi, Nagarakatti: A Randomized Scheduler with
     * Probabilistic Guarantees of Finding Bugs (ASPLOS 2010).
     *
     * @param changes how many such points there are, 0 or more
     * @param horizon they lie within so many choices from the beginning
     * @throws IllegalArgumentException when {@code changes} is negative or {@code horizon} not
     *     positive
     */
    static ChoiceStrategy priorities(int changes, int horizon) {
        if (changes < 0 || horizon <= 0) {
            throw new IllegalArgumentException(
                    "changes is "
                            + changes
                            + " and horizon "
                            + horizon
                            + "; they must be at least 0 and 1");
        }
        return random -> new PriorityChoice(random, changes, horizon);
    }
}
