// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;

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
import static org.kcoro.channels.Counts.assertCounts;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SelectTest {

    private static final String ALL = "org.kcoro.channels.Machine#all";
    private static final String SINGLE = "org.kcoro.channels.Setup#single";

    private static void assertMentions(String wanted, Throwable failure) {
        assertTrue(failure.getMessage().contains(wanted), failure.getMessage());
    }

    // What is ready at once.

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Form#waiting")
    void aReadyReceiveIsDone(Form form) throws Exception {
        if (!form.isBuffered()) {
            return;
        }
        Channel<Integer> empty = form.open("empty");
        Channel<Integer> full = form.full("full");
        Select select = Select.fair();
        ReceiveClause<Integer> none = select.receive(empty);
        ReceiveClause<Integer> some = select.receive(full);
        for (int i = 0; i < form.capacity(); i++) {
            assertSame(some, select.await());
            assertEquals(i, some.element());
            assertThrows(IllegalStateException.class, none::element);
        }
        assertNull(select.tryNow());
        assertThrows(IllegalStateException.class, some::element);
        assertCounts("sends=" + form.capacity() + " recvs=" + form.capacity(), full);
        assertCounts("", empty);
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Form#waiting")
    void aReadySendIsDoneOnceForEachElement(Form form) throws Exception {
        Channel<Integer> full = form.full("full");
        Channel<Integer> open = Channel.unlimited("open");
        Select select = Select.biased();
        SendClause<Integer> first = select.send(full).element(100);
        SendClause<Integer> second = select.send(open).element(200);
        assertSame(second, select.await());
        assertEquals(200, open.tryReceive());
        // The second has given its element away, the first has kept its own.
        assertNull(select.tryNow());
        for (int i = 0; i < form.capacity(); i++) {
            assertEquals(i, full.tryReceive());
        }
        if (form.isBuffered()) {
            assertSame(first, select.await());
            assertEquals(100, full.tryReceive());
            assertMentions(
                    "no clause takes part",
                    assertThrows(IllegalStateException.class, select::await));
        }
    }

    @Test
    void aBiasedSelectTakesTheFirstAndAFairOneTakesTurns() throws Exception {
        Channel<Integer> a = Channel.unlimited("a");
        Channel<Integer> b = Channel.unlimited("b");
        Channel<Integer> c = Channel.unlimited("c");
        for (int i = 0; i < 100; i++) {
            a.send(i);
            b.send(i);
            c.send(i);
        }
        Select biased = Select.biased();
        ReceiveClause<Integer> first = biased.receive(a);
        biased.receive(b);
        for (int i = 0; i < 10; i++) {
            assertSame(first, biased.await());
        }
        Select fair = Select.fair();
        for (Channel<Integer> channel : List.of(a, b, c)) {
            fair.receive(channel);
        }
        for (int i = 0; i < 30; i++) {
            fair.await();
        }
        assertEquals(20, a.snapshot().recvs());
        assertEquals(10, b.snapshot().recvs());
        assertEquals(10, c.snapshot().recvs());
    }

    @Test
    void oneThatIsDisabledTakesNoPart() throws Exception {
        Channel<Integer> a = Channel.unlimited("a");
        Channel<Integer> b = Channel.unlimited("b");
        a.send(1);
        b.send(2);
        Select select = Select.biased();
        ReceiveClause<Integer> first = select.receive(a);
        ReceiveClause<Integer> second = select.receive(b);
        first.enable(false);
        assertSame(second, select.await());
        first.enable(true);
        assertSame(first, select.await());
    }

    // What comes later.

    @ParameterizedTest
    @MethodSource(SINGLE)
    void itWaitsForTheFirstThatComes(Setup setup) throws Exception {
        Channel<Integer> a = setup.form().open("a");
        Channel<Integer> b = setup.form().full("b");
        Channel<Integer> c = setup.form().open("c");
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Integer> selects =
                    rig.call(
                            "selects",
                            () -> {
                                Select select = Select.fair();
                                ReceiveClause<Integer> fromA = select.receive(a);
                                SendClause<Integer> toB = select.send(b).element(77);
                                ReceiveClause<Integer> fromC = select.receive(c);
                                int seen = 0;
                                for (int i = 0; i < 3; i++) {
                                    Clause chosen = select.await();
                                    if (chosen == fromA) {
                                        seen += fromA.element();
                                    } else if (chosen == toB) {
                                        seen += 10;
                                    } else {
                                        seen += fromC.element();
                                    }
                                }
                                return seen;
                            });
            rig.settle();
            a.send(1);
            rig.settle();
            assertEquals(setup.form().capacity() == 0 ? 77 : 0, b.receive());
            rig.settle();
            c.send(100);
            assertEquals(111, Rig.get(selects));
            assertEquals(0, a.snapshot().waitingReceivers());
            assertEquals(0, b.snapshot().waitingSenders());
            assertEquals(0, c.snapshot().waitingReceivers());
            assertEquals(1, a.snapshot().recvs());
            assertEquals(1, c.snapshot().recvs());
        }
    }

    /** All kinds of threads, each with a select of its own, on the same two channels. */
    @ParameterizedTest
    @MethodSource(ALL)
    void threadsSelectToo(Machine machine) throws Exception {
        int count = 300;
        Channel<Integer> a = Channel.rendezvous("a");
        Channel<Integer> b = Channel.buffered("b", 2);
        try (Rig rig = new Rig(machine)) {
            FutureTask<Integer> thread = Rig.thread("thread", () -> receiveAll(a, b));
            FutureTask<Integer> virtual = Rig.virtualThread("virtual", () -> receiveAll(a, b));
            Coroutine<Integer> coroutine = rig.call("selects", () -> receiveAll(a, b));
            Coroutine<Void> toA = rig.launch("to a", () -> sendAll(a, count));
            Coroutine<Void> toB = rig.launch("to b", () -> sendAll(b, count));
            Rig.get(toA);
            Rig.get(toB);
            a.close();
            b.close();
            assertEquals(2 * count, Rig.get(thread) + Rig.get(virtual) + Rig.get(coroutine));
            assertEquals(count, a.snapshot().recvs());
            assertEquals(count, b.snapshot().recvs());
        }
    }

    private static void sendAll(Channel<Integer> channel, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            channel.send(i);
        }
    }

    private static int receiveAll(Channel<Integer> a, Channel<Integer> b)
            throws InterruptedException {
        Select select = Select.fair().onClosed(ClosedPolicy.SKIP);
        select.receive(a);
        select.receive(b);
        int received = 0;
        while (true) {
            try {
                select.await();
                received++;
            } catch (ChannelClosedException e) {
                return received;
            }
        }
    }

    /** Two selects meet on a rendezvous channel, as sender and as receiver. */
    @ParameterizedTest
    @MethodSource(ALL)
    void selectsMeetEachOther(Machine machine) throws Exception {
        int count = 2_000;
        Channel<Integer> a = Channel.rendezvous("a");
        Channel<Integer> b = Channel.rendezvous("b");
        try (Rig rig = new Rig(machine)) {
            Coroutine<Long> sends =
                    rig.call(
                            "sends",
                            () -> {
                                Select select = Select.fair();
                                SendClause<Integer> toA = select.send(a);
                                SendClause<Integer> toB = select.send(b);
                                long sum = 0;
                                for (int i = 0; i < count; i++) {
                                    toA.element(2 * i);
                                    toB.element(2 * i + 1);
                                    sum += select.await() == toA ? 2 * i : 2 * i + 1;
                                }
                                return sum;
                            });
            Coroutine<Long> receives =
                    rig.call(
                            "receives",
                            () -> {
                                Select select = Select.fair();
                                ReceiveClause<Integer> fromB = select.receive(b);
                                ReceiveClause<Integer> fromA = select.receive(a);
                                long sum = 0;
                                for (int i = 0; i < count; i++) {
                                    sum += (select.await() == fromA ? fromA : fromB).element();
                                }
                                return sum;
                            });
            assertEquals(Rig.get(sends), Rig.get(receives));
            assertEquals(count, a.snapshot().recvs() + b.snapshot().recvs());
            assertEquals(0, a.snapshot().waitingSenders() + b.snapshot().waitingReceivers());
        }
    }

    /**
     * Each passes on what it gets, and both can only do so by meeting the other one's other side.
     */
    @ParameterizedTest
    @MethodSource(ALL)
    void selectsThatSendAndReceiveMeetCrosswise(Machine machine) throws Exception {
        int count = 1_000;
        Channel<Integer> a = Channel.rendezvous("a");
        Channel<Integer> b = Channel.rendezvous("b");
        try (Rig rig = new Rig(machine)) {
            Coroutine<Integer> one = rig.call("one", () -> exchange(a, b, count));
            Coroutine<Integer> two = rig.call("two", () -> exchange(b, a, count));
            assertEquals(2 * count, Rig.get(one) + Rig.get(two));
            assertEquals(2 * count, a.snapshot().recvs() + b.snapshot().recvs());
        }
    }

    /** Sends until the other one has what it wants, and receives as much; answers what it has. */
    private static int exchange(Channel<Integer> out, Channel<Integer> in, int count)
            throws InterruptedException {
        Select select = Select.fair();
        SendClause<Integer> sends = select.send(out);
        ReceiveClause<Integer> receives = select.receive(in);
        int sent = 0;
        int received = 0;
        while (sent < count || received < count) {
            sends.element(sent < count ? 1 : null);
            receives.enable(received < count);
            if (select.await() == sends) {
                sent++;
            } else {
                received += receives.element();
            }
        }
        return received;
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
