// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.concurrent.CancellationException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Rounds of a select that transfer nothing, and errors of its use. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SelectEndTest {

    private static final String SINGLE = "org.kcoro.channels.Setup#single";

    private static void assertMentions(String wanted, Throwable failure) {
        assertTrue(failure.getMessage().contains(wanted), failure.getMessage());
    }

    // Ends without a transfer.

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aDeadlineLeavesNothingBehind(Setup setup) throws Exception {
        Channel<Integer> empty = setup.form().open("empty");
        Channel<Integer> full = setup.form().full("full");
        try (Rig rig = new Rig(setup.machine())) {
            rig.in(
                    () -> {
                        Select select = Select.fair();
                        select.receive(empty);
                        SendClause<Integer> send = select.send(full).element(9);
                        assertNull(select.await(Duration.ofNanos(1_300_000)));
                        assertNull(select.await(Duration.ZERO));
                        assertTrue(send.hasElement());
                        return null;
                    });
            assertEquals(0, empty.snapshot().waitingReceivers());
            assertEquals(0, full.snapshot().waitingSenders());
            assertEquals(setup.form().capacity(), full.snapshot().depth());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aCancelLeavesNothingBehind(Setup setup) throws Exception {
        Channel<Integer> empty = setup.form().open("empty");
        Channel<Integer> full = setup.form().full("full");
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Void> selects =
                    rig.launch(
                            "selects",
                            () -> {
                                Select select = Select.fair();
                                select.receive(empty);
                                select.send(full).element(9);
                                select.await();
                            });
            rig.settle();
            assertEquals(1, empty.snapshot().waitingReceivers());
            assertEquals(1, full.snapshot().waitingSenders());
            selects.cancel();
            assertThrows(CancellationException.class, selects::join);
            assertEquals(0, empty.snapshot().waitingReceivers());
            assertEquals(0, full.snapshot().waitingSenders());
        }
    }

    @Test
    void anInterruptEndsTheWaitOfAThread() throws Exception {
        Channel<Integer> empty = Channel.rendezvous("empty");
        Thread.currentThread().interrupt();
        Select select = Select.fair();
        select.receive(empty);
        assertThrows(InterruptedException.class, select::await);
        assertEquals(0, empty.snapshot().waitingReceivers());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    // Closed channels.

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aCloseEndsTheWaitAsThePolicySays(Setup setup) throws Exception {
        try (Rig rig = new Rig(setup.machine())) {
            for (ClosedPolicy policy : ClosedPolicy.values()) {
                Channel<Integer> a = setup.form().open("a");
                Channel<Integer> b = setup.form().open("b");
                Coroutine<Object> selects =
                        rig.call(
                                "selects",
                                () -> {
                                    Select select = Select.fair().onClosed(policy);
                                    select.receive(a);
                                    select.receive(b);
                                    try {
                                        return select.await();
                                    } catch (ChannelClosedException e) {
                                        return e;
                                    }
                                });
                rig.settle();
                IllegalArgumentException cause = new IllegalArgumentException("why");
                a.close(cause);
                rig.settle();
                assertEquals(0, a.snapshot().waitingReceivers());
                if (policy == ClosedPolicy.SKIP) {
                    assertEquals(1, b.snapshot().waitingReceivers());
                    b.close();
                }
                Object end = Rig.get(selects);
                switch (policy) {
                    case THROW -> {
                        ChannelClosedException e =
                                assertInstanceOf(ChannelClosedException.class, end);
                        assertMentions("channel a", e);
                        assertSame(cause, e.getCause());
                    }
                    case CHOOSE -> {
                        Clause chosen = assertInstanceOf(ReceiveClause.class, end);
                        assertSame(a, chosen.channel());
                        assertTrue(chosen.isClosed());
                    }
                    case SKIP ->
                            assertMentions(
                                    "all its channels are closed",
                                    assertInstanceOf(ChannelClosedException.class, end));
                }
                assertEquals(0, b.snapshot().waitingReceivers());
            }
        }
    }

    @Test
    void aClosedChannelIsFoundAtOnce() throws Exception {
        Channel<Integer> a = Channel.buffered("a", 1);
        a.send(1);
        a.close();
        Select select = Select.fair();
        ReceiveClause<Integer> receive = select.receive(a);
        assertSame(receive, select.await());
        assertEquals(1, receive.element());
        assertMentions("channel a", assertThrows(ChannelClosedException.class, select::await));
        Select sending = Select.fair();
        sending.send(a).element(2);
        assertMentions(
                "closed for sending", assertThrows(ChannelClosedException.class, sending::tryNow));
    }

    // Errors of use.

    @Test
    void oneWithoutClausesIsAnError() {
        Select select = Select.fair();
        assertMentions("without clauses", assertThrows(IllegalStateException.class, select::await));
        assertMentions(
                "without clauses", assertThrows(IllegalStateException.class, select::tryNow));
    }

    @Test
    void theSameChannelTwiceIsAnError() {
        Channel<Integer> twice = Channel.rendezvous("twice");
        Select select = Select.fair();
        select.receive(twice);
        assertMentions(
                "channel twice",
                assertThrows(IllegalArgumentException.class, () -> select.send(twice)));
        assertMentions(
                "channel twice",
                assertThrows(IllegalArgumentException.class, () -> select.reserve(twice)));
    }

    @Test
    void aNegativeTimeoutIsAnError() {
        Select select = Select.fair();
        select.receive(Channel.rendezvous("some"));
        assertMentions(
                "negative",
                assertThrows(
                        IllegalArgumentException.class, () -> select.await(Duration.ofNanos(-1))));
    }
}
