// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.itests.jcstress.planted;

import org.kcoro.channels.Channel;
import org.kcoro.channels.Reservation;

/**
 * A reservation that a cancelled channel upsets: then a commit aborts, and an abort does nothing.
 */
record BrokenReservation(Reservation<Integer> sound, Channel<Integer> channel)
        implements Reservation<Integer> {

    @Override
    public Integer element() {
        return sound.element();
    }

    @Override
    public void commit() {
        if (channel.isClosedForSend()) {
            sound.abort();
        } else {
            sound.commit();
        }
    }

    @Override
    public void abort() {
        if (!channel.isClosedForSend()) {
            sound.abort();
        }
    }

    @Override
    public void close() {
        sound.close();
    }
}
