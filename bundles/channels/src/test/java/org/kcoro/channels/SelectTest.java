// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kcoro.channels.Counts.assertCounts;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SelectTest {

    private static final String ALL = "org.kcoro.channels.Machine#all";
    private static final String SINGLE = "org.kcoro.channels.Setup#single";

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
            String refused = assertThrows(IllegalStateException.class, select::await).getMessage();
            assertTrue(refused.contains("no clause takes part"), refused);
        }
    }

    /** Three channels that are ready all the time. */
    private static List<Channel<Integer>> ready() {
        List<Channel<Integer>> ready = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Channel<Integer> channel = Channel.unlimited("ready " + i);
            for (int element = 0; element < 30; element++) {
                channel.trySend(element);
            }
            ready.add(channel);
        }
        return ready;
    }

    private static void assertTakesTurns(Select select) throws InterruptedException {
        List<Channel<Integer>> ready = ready();
        ready.forEach(select::receive);
        for (int i = 0; i < 30; i++) {
            select.await();
        }
        for (Channel<Integer> channel : ready) {
            assertEquals(10, channel.snapshot().recvs(), channel.name());
        }
    }

    @Test
    void aFairSelectTakesTurns() throws Exception {
        assertTakesTurns(Select.fair());
    }

    @Test
    void aSelectThatDoesNotTakeTurnsIsFound() {
        assertThrows(AssertionError.class, () -> assertTakesTurns(Select.biased()));
    }

    @Test
    void aBiasedSelectTakesTheFirst() throws Exception {
        Select biased = Select.biased();
        List<Clause> clauses = new ArrayList<>();
        ready().forEach(channel -> clauses.add(biased.receive(channel)));
        for (int i = 0; i < 10; i++) {
            assertSame(clauses.get(0), biased.await());
        }
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
}
