// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

/** What a select counts at the channels that it has not chosen. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SelectCountsTest {

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Machine#single")
    void oneThatBeginsAgainTriesBeforeItWaits(Machine machine) throws Exception {
        Channel<Integer> other = Channel.rendezvous("other");
        Channel<Integer> chosen = Channel.rendezvous("chosen");
        Select select = Select.biased();
        select.receive(other);
        ReserveClause<Integer> reserve = select.reserve(chosen);
        try (Rig rig = new Rig(machine)) {
            Coroutine<Clause> waiting = rig.call("selects", select::await);
            rig.settle();
            // Its element must be waited for, which a send that only tries cannot do.
            Coroutine<Void> sender = rig.launch("sends", () -> chosen.send(1));
            assertSame(reserve, Rig.get(waiting));
            reserve.reservation().commit();
            Rig.get(sender);
        }
        assertEquals(1, other.snapshot().rvCancels(), "it has waited there once");
        assertEquals(1, chosen.snapshot().rvCancels(), "its first wait was given back");
    }
}
