// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.time.Duration;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.Reservation;
import org.kcoro.channels.ReserveClause;
import org.kcoro.channels.Select;
import org.kcoro.channels.SendClause;

/**
 * Does an operation if it needs no wait, and leaves no trace in the channel's counters if it does:
 * the request is not over then. Remembers the clauses of the channel used last, so that a lane of
 * one channel allocates nothing. For one coroutine at a time.
 */
final class Attempts {

    /** Long enough to meet a receiver that reserves, which a try of no length does not. */
    private static final Duration MOMENT = Duration.ofNanos(1);

    private Channel<byte[]> channel;
    private Select sending;
    private SendClause<byte[]> send;
    private Select reserving;
    private ReserveClause<byte[]> reserve;

    /** False when it would have to wait, or the channel is closed. */
    boolean send(Channel<byte[]> to, byte[] element) {
        use(to);
        send.element(element);
        try {
            return sending.tryNow() != null;
        } catch (ChannelClosedException e) {
            return false;
        } finally {
            send.element(null);
        }
    }

    /**
     * Sends to a receiver that waits, also to one that reserves; then waits for its outcome.
     *
     * @return false when there is none
     */
    boolean sendToReceiver(Channel<byte[]> to, byte[] element) throws InterruptedException {
        use(to);
        send.element(element);
        try {
            return sending.await(MOMENT) != null;
        } catch (ChannelClosedException e) {
            return false;
        } finally {
            send.element(null);
        }
    }

    /** Null when it would have to wait, or the channel is closed and drained. */
    Reservation<byte[]> reserve(Channel<byte[]> from) {
        use(from);
        try {
            return reserving.tryNow() == null ? null : reserve.reservation();
        } catch (ChannelClosedException e) {
            return null;
        }
    }

    private void use(Channel<byte[]> used) {
        if (channel == used) {
            return;
        }
        channel = used;
        sending = Select.biased();
        send = sending.send(used);
        reserving = Select.biased();
        reserve = reserving.reserve(used);
    }
}
