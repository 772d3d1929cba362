// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;

import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Reservation;
import org.kcoro.channels.ReserveClause;
import org.kcoro.channels.SendClause;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.DescriptorChannel;

/** What a {@link DequeChannel} asks of those that use it, and what it has not. */
abstract class PlainDescriptorChannel implements DescriptorChannel {

    // What it asks of descriptors; its layout knows, and names no channel.

    final void checkSend(Descriptor from) {
        checkNotNull(from);
        try {
            layout().checkSend(from);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(this + " cannot send: " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(this + " cannot send: " + e.getMessage(), e);
        }
    }

    final void checkReceive(Descriptor into) {
        checkNotNull(into);
        try {
            layout().checkReceive(into);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(this + " cannot receive: " + e.getMessage(), e);
        }
    }

    final void checkNotNull(Descriptor descriptor) {
        if (descriptor == null) {
            throw new NullPointerException(this + ": the descriptor is null");
        }
    }

    final void checkRange(Descriptor[] all, int from, int to) {
        if (from < 0 || from >= to || to > all.length) {
            throw new IndexOutOfBoundsException(
                    this + ": from " + from + " to " + to + " of an array of " + all.length);
        }
    }

    // What it has not.

    private <T> T hasNone(String what) {
        throw new UnsupportedOperationException(
                this + " has no " + what + "; see the capabilities of backend " + backend());
    }

    @Override
    public Reservation<Descriptor> reserve() {
        return hasNone("reservations");
    }

    @Override
    public Reservation<Descriptor> reserve(Duration timeout) {
        return hasNone("reservations");
    }

    @Override
    public Reservation<Descriptor> reserveOrClosed() {
        return hasNone("reservations");
    }

    @Override
    public Reservation<Descriptor> tryReserve() {
        return hasNone("reservations");
    }

    @Override
    public ReceiveClause<Descriptor> newReceiveClause() {
        return hasNone("clauses");
    }

    @Override
    public ReserveClause<Descriptor> newReserveClause() {
        return hasNone("clauses");
    }

    @Override
    public SendClause<Descriptor> newSendClause() {
        return hasNone("clauses");
    }

    @Override
    public String toString() {
        return "channel " + name() + " (" + kind().label() + ")";
    }
}
