// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

/** An operation on one or several {@link ChannelModel}s. */
abstract class ModelOperation {

    /** What it has come to; null while it waits. */
    String result;

    /** What it has reserved, or null. */
    ModelReservation reserved;

    /** Whether a stop request waits for the outcome of a reservation. */
    boolean stopped;

    /** Whether one of its clauses is being served: then no other one may. */
    boolean claimed;

    /** Whether it is a select. */
    boolean isSelect() {
        return false;
    }

    /** Whether it may do several things, one after another. */
    boolean hasSteps() {
        return false;
    }

    /** Begins, and goes as far as it can. */
    abstract void begin();

    /** Goes on: a wait of it has come to something. */
    abstract void goOn(ModelWait wait);

    /** Is asked to stop. */
    abstract void stop();
}
