// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;

import org.kcoro.channels.internal.Invariants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The tries of a race, each on a channel of its own, and the fates of their elements: given away by
 * a sender, received by somebody, or undelivered. In every other try it is the sender that waits,
 * where senders do, else the receiver; some receivers reserve, and commit or abort.
 */
final class RaceFates {

    private final Form form;
    private final int tries;
    private final List<Channel<Integer>> channels;
    private final AtomicIntegerArray given;
    private final AtomicIntegerArray received;
    private final AtomicIntegerArray undelivered;

    RaceFates(Form form, int tries) {
        this(form, tries, Function.identity());
    }

    /**
     * @param wrapper plants a fault in a channel
     */
    RaceFates(
            Form form,
            int tries,
            Function<? super Channel<Integer>, ? extends Channel<Integer>> wrapper) {
        this.form = form;
        this.tries = tries;
        // Those that fill a buffer come behind those of the tries.
        given = new AtomicIntegerArray(2 * tries);
        received = new AtomicIntegerArray(2 * tries);
        undelivered = new AtomicIntegerArray(2 * tries);
        channels = new ArrayList<>(tries);
        for (int i = 0; i < tries; i++) {
            Channel<Integer> channel =
                    wrapper.apply(
                            form.<Integer>builder("race")
                                    .onUndelivered(undelivered::incrementAndGet)
                                    .build());
            channels.add(channel);
            if (senderWaits(i) && form.isBuffered()) {
                gave(tries + i, channel.trySend(tries + i));
            }
        }
    }

    boolean senderWaits(int i) {
        return form.waits() && i % 2 == 0;
    }

    private static boolean reserves(int i) {
        return i % 8 >= 5;
    }

    private static boolean aborts(int i) {
        return i % 8 == 7;
    }

    Channel<Integer> channel(int i) {
        return channels.get(i);
    }

    void gave(int element, boolean done) {
        if (done) {
            given.incrementAndGet(element);
        }
    }

    void got(Integer element) {
        if (element != null) {
            received.incrementAndGet(element);
        }
    }

    private void end(int i, Reservation<Integer> reservation) {
        if (reservation == null) {
            return;
        }
        if (aborts(i)) {
            reservation.abort();
            return;
        }
        try {
            reservation.commit();
            got(reservation.element());
        } catch (IllegalStateException e) {
            // A sender that could not wait has kept it.
            assertTrue(e.getMessage().contains("could not wait"), e::getMessage);
        }
    }

    /** The one that waits, until it is met, stopped or finds the close. */
    Void wait(int i) throws InterruptedException {
        if (senderWaits(i)) {
            gave(i, channel(i).sendOrClosed(i));
        } else if (reserves(i)) {
            end(i, channel(i).reserveOrClosed());
        } else {
            got(channel(i).receiveOrClosed());
        }
        return null;
    }

    /** The one that waits, until it is met or its time is up. */
    Void wait(int i, Duration timeout) throws InterruptedException {
        if (senderWaits(i)) {
            gave(i, channel(i).send(i, timeout));
        } else if (reserves(i)) {
            end(i, channel(i).reserve(timeout));
        } else {
            got(channel(i).receive(timeout));
        }
        return null;
    }

    /** The counterpart: takes or gives, if that needs no wait. */
    void meet(int i) {
        try {
            if (!senderWaits(i)) {
                gave(i, channel(i).trySend(i));
            } else if (reserves(i + 1)) {
                end(i + 1, channel(i).tryReserve());
            } else {
                got(channel(i).tryReceive());
            }
        } catch (ChannelClosedException e) {
            // The close was first.
        }
    }

    /** Ends the channel of a try, in one of the ways there are. */
    void close(int i) {
        switch (i / 2 % 3) {
            case 0 -> channel(i).close();
            case 1 -> channel(i).close(new IllegalStateException("planned"));
            default -> channel(i).cancel(null);
        }
    }

    /** How often the sender of a try has given its element away. */
    int given(int i) {
        return given.get(i);
    }

    /** When all have ended: whatever was given away has one fate. */
    void check() throws InterruptedException {
        for (int i = 0; i < tries; i++) {
            Channel<Integer> channel = channel(i);
            Invariants.check(channel);
            ChannelSnapshot snapshot = channel.snapshot();
            assertEquals(0, snapshot.waitingSenders(), snapshot::toString);
            assertEquals(0, snapshot.waitingReceivers(), snapshot::toString);
            assertEquals(0, snapshot.reserved(), snapshot::toString);
            assertEquals(given.get(i) + given.get(tries + i), snapshot.sends());
            channel.close();
            Integer left = channel.receiveOrClosed();
            while (left != null) {
                got(left);
                left = channel.receiveOrClosed();
            }
            ChannelSnapshot last = channel.snapshot();
            assertEquals(
                    last.sends(),
                    last.recvs() + last.dropped() + last.undelivered(),
                    last::toString);
        }
        for (int element = 0; element < 2 * tries; element++) {
            assertTrue(given.get(element) <= 1, "element " + element + " given twice");
            assertEquals(
                    given.get(element),
                    received.get(element) + undelivered.get(element),
                    "times that element " + element + " was received");
        }
    }
}
