// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import org.openjdk.jcstress.infra.results.III_Result;

/** A channel with one element, which is reserved; its end races with the cancel of the channel. */
public final class ReservedElement {

    private volatile int undelivered;
    private final Channel<Integer> channel =
            Channel.<Integer>builder("stress")
                    .buffered(1)
                    .onUndelivered(element -> undelivered++)
                    .build();
    private final Reservation<Integer> reservation;

    /** One without a fault. */
    public ReservedElement() {
        this((sound, of) -> sound);
    }

    /**
     * @param fault plants one in the reservation
     */
    public ReservedElement(Fault fault) {
        channel.trySend(7);
        reservation = fault.plant(channel.tryReserve(), channel);
    }

    /** What is wrong with a reservation. */
    @FunctionalInterface
    public interface Fault {
        /** Answers the reservation of a channel, with a fault. */
        Reservation<Integer> plant(Reservation<Integer> sound, Channel<Integer> of);
    }

    public void commit() {
        reservation.commit();
    }

    public void abort() {
        reservation.abort();
    }

    public void cancel() {
        channel.cancel(null);
    }

    /** How often it was received, how often it is undelivered, and whether it is still there. */
    public void end(III_Result r) {
        r.r1 = (int) channel.snapshot().recvs();
        r.r2 = undelivered;
        r.r3 = channel.snapshot().depth();
    }
}
