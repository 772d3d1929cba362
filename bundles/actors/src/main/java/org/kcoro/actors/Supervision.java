// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

import java.time.Duration;
import java.util.Objects;

/**
 * What follows a failure of an actor. Immutable values:
 *
 * <pre>{@code
 * Supervision.restart()
 *         .backoff(Duration.ofMillis(100), Duration.ofSeconds(10))
 *         .limit(20, Duration.ofMinutes(5))
 *         .on(IllegalArgumentException.class, Supervision.resume())
 * }</pre>
 *
 * <p>In each case the message whose handling has failed counts as handled: it is not tried again.
 */
public sealed interface Supervision {

    /** The body goes on with the next message, with its state as it is; its children live on. */
    static Supervision resume() {
        return new Resume();
    }

    /** The actor ends, as failed: its children are cancelled, its messages are undelivered. */
    static Supervision stop() {
        return new Stop();
    }

    /**
     * The actor ends as by {@link #stop}, and its parent fails with the same failure, about which
     * the parent's supervision decides. The same as {@link #stop} for an actor without a parent.
     */
    static Supervision escalate() {
        return new Escalate();
    }

    /**
     * The actor goes on with a new body and the same mailbox, once its children are cancelled and
     * have ended. At once, and 10 times within a minute at most, unless told.
     */
    static Restart restart() {
        return new Restart(Duration.ZERO, Duration.ZERO, 0, 10, Duration.ofMinutes(1));
    }

    /** This supervision, except for failures of a type: for those another one decides. */
    default Supervision on(Class<? extends Throwable> type, Supervision instead) {
        return new Cases(type, instead, this);
    }

    /** See {@link Supervision#resume}. */
    record Resume() implements Supervision {}

    /** See {@link Supervision#stop}. */
    record Stop() implements Supervision {}

    /** See {@link Supervision#escalate}. */
    record Escalate() implements Supervision {}

    /**
     * See {@link Supervision#on}.
     *
     * @param type of the failures
     * @param instead what decides about those
     * @param otherwise what decides about all others
     */
    record Cases(Class<? extends Throwable> type, Supervision instead, Supervision otherwise)
            implements Supervision {

        /** Checks that nothing is missing. */
        public Cases {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(instead, "instead");
            Objects.requireNonNull(otherwise, "otherwise");
        }
    }

    /**
     * See {@link Supervision#restart}.
     *
     * @param minBackoff how long the first restart waits
     * @param maxBackoff how long a restart waits at most. Each one waits twice as long as the one
     *     before, until the actor has run for as long as this without a failure
     * @param jitter from 0 to 1: the part of each back-off that is left to chance
     * @param maxRestarts how many restarts within the window; one more failure, and the actor ends
     *     as by {@link #stop}
     * @param window the time over which restarts are counted
     */
    record Restart(
            Duration minBackoff,
            Duration maxBackoff,
            double jitter,
            int maxRestarts,
            Duration window)
            implements Supervision {

        /** The largest number of restarts within a window. */
        public static final int MAX_RESTARTS = 1_000;

        /** Checks the settings. */
        public Restart {
            if (minBackoff.isNegative() || maxBackoff.compareTo(minBackoff) < 0) {
                throw new IllegalArgumentException(
                        "supervision: a back-off from "
                                + minBackoff
                                + " to "
                                + maxBackoff
                                + "; it must be from zero or more to no less than that");
            }
            if (!(jitter >= 0 && jitter <= 1)) {
                throw new IllegalArgumentException(
                        "supervision: jitter is " + jitter + "; it must be from 0 to 1");
            }
            if (maxRestarts < 1 || maxRestarts > MAX_RESTARTS) {
                throw new IllegalArgumentException(
                        "supervision: a limit of "
                                + maxRestarts
                                + " restarts; it must be from 1 to "
                                + MAX_RESTARTS);
            }
            if (window.isNegative() || window.isZero()) {
                throw new IllegalArgumentException(
                        "supervision: a window of " + window + "; it must be positive");
            }
        }

        /**
         * Waits before each restart: exponential back-off.
         *
         * @param min how long the first time; doubled each time
         * @param max how long at most
         * @throws IllegalArgumentException when negative, or the maximum is less
         */
        public Restart backoff(Duration min, Duration max) {
            return new Restart(min, max, jitter, maxRestarts, window);
        }

        /**
         * Leaves a part of each back-off to chance, so that many actors that fail together do not
         * come back together: a back-off of one second with a jitter of 0.2 lasts from 0.8 to 1 s.
         *
         * @throws IllegalArgumentException unless from 0 to 1
         */
        public Restart jitter(double part) {
            return new Restart(minBackoff, maxBackoff, part, maxRestarts, window);
        }

        /**
         * How many restarts within a time are too few to give up.
         *
         * @throws IllegalArgumentException unless from 1 to {@value #MAX_RESTARTS}, within a
         *     positive time
         */
        public Restart limit(int restarts, Duration within) {
            return new Restart(minBackoff, maxBackoff, jitter, restarts, within);
        }
    }
}
