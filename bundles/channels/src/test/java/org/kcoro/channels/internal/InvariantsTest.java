// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.lang.reflect.Field;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.port.Port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** A state whose invariants are broken says which. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InvariantsTest {

    private final ChannelState<Integer> state =
            new ChannelState<>(
                    ChannelKind.BUFFERED,
                    2,
                    OverflowPolicy.WAIT,
                    false,
                    false,
                    null,
                    Port.system());

    private void assertBroken(String invariant) {
        String message =
                assertThrows(AssertionError.class, () -> ChannelInvariants.check(state))
                        .getMessage();
        assertEquals(invariant, message.substring(0, invariant.length()), message);
    }

    @Test
    void aSoundOneIs() {
        ChannelInvariants.check(state);
        state.send(1, 0, null);
        ChannelInvariants.check(state);
        state.closing.close(null);
        state.receive(null, null);
        ChannelInvariants.check(state);
    }

    @Test
    void aReceiverThatWaitsBesideAnElement() {
        state.send(1, 0, null);
        state.receivers.add(Waiter.receiver(false, null));
        assertBroken("K1");
    }

    @Test
    void aSenderThatWaitsBesideRoom() {
        state.senders.add(Waiter.sender(1, 0));
        assertBroken("K2");
    }

    @Test
    void thoseThatWaitBehindTheEnd() {
        state.send(1, 0, null);
        state.send(2, 0, null);
        state.closing.close(null);
        state.senders.add(Waiter.sender(3, 0));
        assertBroken("K3");
    }

    @Test
    void oneThatWaitsForWhatNeverComes() {
        state.closing.close(null);
        state.receivers.add(Waiter.receiver(false, null));
        assertBroken("K3");
    }

    @Test
    void countersThatDoNotAddUp() {
        state.send(1, 0, null);
        state.counters.recvs++;
        assertBroken("K4");
    }

    @Test
    void moreThanItsCapacity() throws ReflectiveOperationException {
        state.send(1, 0, null);
        state.send(2, 0, null);
        // One more that is reserved, and counted as sent.
        state.counters.sends++;
        Field reserved = ChannelState.class.getDeclaredField("reservedSlots");
        reserved.setAccessible(true);
        reserved.setInt(state, 1);
        assertBroken("K5");
    }

    @Test
    void aWakeUpThatIsForgotten() {
        state.receivers.add(Waiter.receiver(false, null));
        state.send(1, 0, null);
        assertBroken("somebody was not woken");
        state.takeWoken();
        ChannelInvariants.check(state);
    }
}
