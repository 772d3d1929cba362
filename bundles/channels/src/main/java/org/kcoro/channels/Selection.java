// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import org.kcoro.scheduler.Parker;

/**
 * One round of a {@link Select}, as the channels of its clauses see it: whoever claims it for a
 * clause may transfer that clause's element, and nobody else may. All methods are legal from any
 * thread, and never wait.
 */
public interface Selection {

    /**
     * Who waits in it, for dumps; null where nobody knows. Until the clause is withdrawn, and not
     * to wake it.
     */
    default Parker parker() {
        return null;
    }

    /** What a claim has come to. */
    enum Claim {
        /** The caller transfers the element and then calls {@link #complete}. */
        YOURS,
        /**
         * The select is still enrolling its clauses. The caller drops the clause, as if it had
         * never been there; the select tries it again.
         */
        LATER,
        /** Another clause or a stop came first. The caller drops the clause. */
        TOO_LATE
    }

    /**
     * Whether a claim would succeed now, unless another one comes first: all clauses have enrolled,
     * and none was claimed. A channel that needs claims of several rounds looks at each before it
     * claims any; where one still enrols, {@link Clause#waits} tells when it has.
     */
    default boolean isWaiting() {
        return true;
    }

    /**
     * Claims the round for a clause that has enrolled and was not withdrawn. May be called under
     * the channel's lock.
     */
    Claim claim(Clause clause);

    /**
     * Ends the round after a claim. Called outside locks: it wakes the select.
     *
     * @param attempt {@link Attempt#DONE} or {@link Attempt#CLOSED}
     */
    void complete(Attempt attempt);

    /**
     * Ends the round after a claim with a failure, which the select throws. Called outside locks.
     */
    void fail(Throwable failure);

    /**
     * Gives a claim back, because a counterpart that had reserved the element aborted: the select
     * begins again. Called outside locks.
     */
    void retry();
}
