// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

import org.kcoro.channels.Reservation;

/** An operation of a {@link ChannelHistory}, on the model and on the channel. */
final class HistoryStep {

    /** What it does on the channel. */
    interface Action {
        String run(HistoryStep self) throws Exception;
    }

    final String text;
    final ModelOperation model;
    private final Action action;

    /** What was reserved on the channel; written before the action has ended. */
    volatile Reservation<Integer> reservation;

    Party<String> party;

    /** Whether the history has ended without it. */
    private boolean givenUp;

    HistoryStep(String text, ModelOperation model, Action action) {
        this.text = text;
        this.model = model;
        this.action = action;
    }

    Callable<String> body() {
        return () -> {
            try {
                return action.run(this);
            } catch (InterruptedException | CancellationException stop) {
                return Results.STOPPED;
            }
        };
    }

    /** Notes what was reserved. */
    synchronized String reserved(Reservation<Integer> reserved) {
        if (reserved == null) {
            return Results.NONE;
        }
        String result = Results.received(reserved.element());
        reservation = reserved;
        if (givenUp) {
            reserved.close();
        }
        return result;
    }

    /** Stops it, and lets nobody wait for the outcome of what it has reserved, or reserves yet. */
    synchronized void giveUp() {
        givenUp = true;
        party.stop();
        if (reservation != null) {
            reservation.close();
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
