// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import org.kcoro.channels.ChannelKind;

/**
 * The invariants of a channel, as docs/design/channels.md numbers them; for tests, which hold the
 * lock when nothing is left to do after it.
 */
final class ChannelInvariants<E> {

    private final ChannelState<E> state;

    private ChannelInvariants(ChannelState<E> state) {
        this.state = state;
    }

    /**
     * @throws AssertionError when one does not hold
     */
    static void check(ChannelState<?> state) {
        new ChannelInvariants<>(state).checkAll();
    }

    private void checkAll() {
        state.buffer.checkInvariants();
        state.senders.checkInvariants();
        state.receivers.checkInvariants();
        ChannelCounters counters = state.counters;
        boolean senderWaits = !state.senders.isEmpty();
        boolean receiverWaits = !state.receivers.isEmpty();
        check(!receiverWaits || state.buffer.count() == 0 && !senderWaits, "K1: a receiver waits");
        check(!senderWaits || !state.hasRoom(), "K2: a sender waits though there is room");
        check(!state.isClosed() || !senderWaits, "K3: a sender waits after the close");
        check(!state.isDrained() || !receiverWaits, "K3: a receiver waits for ever");
        check(
                counters.sends
                        == counters.recvs + counters.dropped + counters.undelivered + state.depth(),
                "K4: the counters do not add up");
        check(
                state.kind == ChannelKind.CONFLATED || state.depth() <= state.capacity,
                "K5: more than its capacity");
        check(state.reservations.isSound(), "more were returned than reserved");
        check(state.isSettled(), "somebody was not woken");
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(
                    "%s: %s channel, depth %d, reserved %d, senders %d, receivers %d, closed %b"
                            .formatted(
                                    what,
                                    state.kind.label(),
                                    state.depth(),
                                    state.reservations.count(),
                                    state.senders.size(),
                                    state.receivers.size(),
                                    state.isClosed()));
        }
    }
}
