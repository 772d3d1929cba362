// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** What a close counts of those that a reservation or a select keeps waiting. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CloseCountsTest {

    private static final String SINGLE = "org.kcoro.channels.Machine#single";

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aSenderWhoseElementComesBackAfterTheCloseHasFoundItClosed(Machine machine)
            throws Exception {
        Channel<Integer> channel = Channel.rendezvous("closed");
        try (Rig rig = new Rig(machine)) {
            Coroutine<Boolean> sender = rig.call("sends", () -> channel.sendOrClosed(1));
            rig.settle();
            Reservation<Integer> reservation = channel.tryReserve();
            channel.close();
            reservation.abort();
            assertFalse(Rig.get(sender));
            assertEquals(1, channel.snapshot().sendEpipe());
            assertEquals(1, channel.snapshot().rvCancels());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aClauseThatTheCloseRemovesIsCountedOnce(Machine machine) throws Exception {
        for (ClosedPolicy policy : ClosedPolicy.values()) {
            Channel<Integer> channel = Channel.rendezvous("closed");
            Select select = Select.fair().onClosed(policy);
            select.receive(channel);
            try (Rig rig = new Rig(machine)) {
                Coroutine<Boolean> waiting =
                        rig.call(
                                "selects",
                                () -> {
                                    try {
                                        return select.await().isClosed();
                                    } catch (ChannelClosedException e) {
                                        return false;
                                    }
                                });
                rig.settle();
                channel.close();
                assertEquals(policy == ClosedPolicy.CHOOSE, Rig.get(waiting));
                assertEquals(1, channel.snapshot().rvCancels(), policy::name);
            }
        }
    }
}
