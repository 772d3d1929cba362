// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kcoro.channels.Counts.assertCounts;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CloseTest {

    private static final String SINGLE = "org.kcoro.channels.Setup#single";

    private static final Duration LONG = Duration.ofHours(1);

    /** How an operation found the channel. */
    private static String outcome(Callable<?> operation) throws Exception {
        try {
            return String.valueOf(operation.call());
        } catch (ChannelClosedException e) {
            assertTrue(e.getMessage().contains("the channel"), e::getMessage);
            return "closed";
        }
    }

    private static List<Callable<?>> sends(Channel<Integer> channel) {
        return List.of(
                () -> {
                    channel.send(99);
                    return "sent";
                },
                () -> channel.send(99, LONG),
                () -> channel.send(99, Duration.ZERO),
                () -> channel.sendOrClosed(99),
                () -> channel.trySend(99));
    }

    private static List<Callable<?>> receives(Channel<Integer> channel) {
        return List.of(
                channel::receive,
                () -> channel.receive(LONG),
                () -> channel.receive(Duration.ZERO),
                channel::receiveOrClosed,
                channel::tryReceive);
    }

    private static List<String> outcomes(List<Callable<?>> operations) throws Exception {
        List<String> outcomes = new ArrayList<>();
        for (Callable<?> operation : operations) {
            outcomes.add(outcome(operation));
        }
        return outcomes;
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Form#waiting")
    void whatWasSentIsReceivedAfterTheClose(Form form) throws Exception {
        int capacity = form.capacity();
        Channel<Integer> channel = form.full("the channel");
        assertTrue(channel.close());
        assertTrue(channel.isClosedForSend());
        assertTrue(channel.snapshot().closed());
        List<Callable<?>> receives = receives(channel);
        for (int i = 0; i < capacity; i++) {
            assertFalse(channel.isClosedForReceive());
            assertEquals("" + i, outcome(receives.get(i % receives.size())));
        }
        assertTrue(channel.isClosedForReceive());
        assertEquals(List.of("closed", "closed", "closed", "null", "closed"), outcomes(receives));
        assertCounts("sends=" + capacity + " recvs=" + capacity + " recvEpipe=5", channel);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void nothingIsSentAfterTheClose(Form form) throws Exception {
        Channel<Integer> channel = form.open("the channel");
        channel.close();
        assertEquals(
                List.of("closed", "closed", "closed", "false", "closed"), outcomes(sends(channel)));
        assertCounts("sendEpipe=5", channel);
        assertThrows(ChannelClosedException.class, channel::tryReceive);
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Form#waiting")
    void theCloseBeatsAFullBuffer(Form form) throws Exception {
        int capacity = form.capacity();
        Channel<Integer> channel = form.full("the channel");
        channel.close();
        assertEquals(
                List.of("closed", "closed", "closed", "false", "closed"), outcomes(sends(channel)));
        assertCounts("depth=" + capacity + " sends=" + capacity + " sendEpipe=5", channel);
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void closingTwiceIsClosingOnce(Setup setup) throws Exception {
        Channel<Integer> channel = setup.form().open("the channel");
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Integer> receiver = rig.call("receives", channel::receiveOrClosed);
            rig.settle();
            assertTrue(channel.close());
            assertNull(Rig.get(receiver));
            assertFalse(channel.close());
            assertFalse(channel.close());
            assertCounts("recvEpipe=1", channel);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void parkedSendersKeepTheirElements(Setup setup) throws Exception {
        int capacity = setup.form().capacity();
        Channel<Integer> channel = setup.form().full("the channel");
        try (Rig rig = new Rig(setup.machine())) {
            List<Coroutine<String>> senders = new ArrayList<>();
            for (Callable<?> send : sends(channel)) {
                senders.add(rig.call("sends", () -> outcome(send)));
            }
            rig.settle();
            // Two of them did not want to wait.
            assertCounts(
                    "depth=%1$d sends=%1$d sendEagain=2 waitingSenders=3".formatted(capacity),
                    channel);
            assertTrue(channel.close());
            List<String> outcomes = new ArrayList<>();
            for (Coroutine<String> sender : senders) {
                outcomes.add(Rig.get(sender));
            }
            assertEquals(List.of("closed", "closed", "false", "false", "false"), outcomes);
            assertCounts(
                    "depth=%1$d sends=%1$d sendEagain=2 sendEpipe=3".formatted(capacity), channel);
            for (int i = 0; i < capacity; i++) {
                assertEquals(i, channel.receive());
            }
            assertNull(channel.receiveOrClosed());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void parkedReceiversFindTheEnd(Setup setup) throws Exception {
        Channel<Integer> channel = setup.form().open("the channel");
        try (Rig rig = new Rig(setup.machine())) {
            List<Coroutine<String>> receivers = new ArrayList<>();
            for (Callable<?> receive : receives(channel)) {
                receivers.add(rig.call("receives", () -> outcome(receive)));
            }
            rig.settle();
            assertCounts("recvEagain=2 waitingReceivers=3", channel);
            assertTrue(channel.close());
            List<String> outcomes = new ArrayList<>();
            for (Coroutine<String> receiver : receivers) {
                outcomes.add(Rig.get(receiver));
            }
            assertEquals(List.of("closed", "closed", "null", "null", "null"), outcomes);
            assertCounts("recvEagain=2 recvEpipe=3", channel);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void threadsAreWokenToo(Setup setup) throws Exception {
        Channel<Integer> empty = setup.form().open("the channel");
        Channel<Integer> full = setup.form().full("the channel");
        CountDownLatch begun = new CountDownLatch(40);
        List<FutureTask<Object>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Callable<Object> receive =
                    () -> {
                        begun.countDown();
                        return outcome(empty::receive);
                    };
            Callable<Object> send =
                    () -> {
                        begun.countDown();
                        return outcome(() -> full.sendOrClosed(99));
                    };
            for (Callable<Object> body : List.of(receive, send)) {
                tasks.add(
                        i % 2 == 0 ? Rig.thread("waits", body) : Rig.virtualThread("waits", body));
            }
        }
        begun.await();
        empty.close();
        full.close();
        for (int i = 0; i < 40; i++) {
            assertEquals(i % 2 == 0 ? "closed" : "false", Rig.get(tasks.get(i)));
        }
        int capacity = setup.form().capacity();
        assertCounts("recvEpipe=20", empty);
        assertCounts("depth=%1$d sends=%1$d sendEpipe=20".formatted(capacity), full);
    }

    /** Ten thousand that wait: all are woken, and all find the same. */
    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Machine#all")
    void theCloseWakesTenThousandReceivers(Machine machine) throws Exception {
        int count = 10_000;
        Channel<Integer> channel = Channel.buffered("crowded", 1);
        try (Rig rig = new Rig(machine)) {
            CountDownLatch begun = new CountDownLatch(count);
            List<Coroutine<Integer>> receivers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                receivers.add(
                        rig.call(
                                "receives",
                                () -> {
                                    begun.countDown();
                                    return channel.receiveOrClosed();
                                }));
            }
            begun.await();
            if (machine.workers() == 1) {
                rig.settle();
                assertEquals(count, channel.snapshot().waitingReceivers());
            }
            assertTrue(channel.close());
            for (Coroutine<Integer> receiver : receivers) {
                assertNull(Rig.get(receiver));
            }
            assertCounts("recvEpipe=" + count, channel);
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Machine#twin")
    void theCloseWakesTenThousandSenders(Machine machine) throws Exception {
        int count = 10_000;
        Channel<Integer> channel = Channel.rendezvous("crowded");
        try (Rig rig = new Rig(machine)) {
            CountDownLatch begun = new CountDownLatch(count);
            List<Coroutine<Boolean>> senders = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                senders.add(
                        rig.call(
                                "sends",
                                () -> {
                                    begun.countDown();
                                    return channel.sendOrClosed(1);
                                }));
            }
            begun.await();
            assertTrue(channel.close());
            for (Coroutine<Boolean> sender : senders) {
                assertFalse(Rig.get(sender));
            }
            assertCounts("sendEpipe=" + count, channel);
        }
    }

    /** One of those that wait, until the close. */
    private static void waitForClose(int number, Channel<Integer> channel, Channel<Integer> other)
            throws InterruptedException {
        switch (number % 4) {
            case 0 -> assertNull(channel.receiveOrClosed());
            case 1 -> assertNull(channel.reserveOrClosed());
            case 2 -> assertThrows(ChannelClosedException.class, () -> channel.receive(LONG));
            default -> {
                Select select = Select.fair().onClosed(ClosedPolicy.CHOOSE);
                Clause receive = select.receive(channel);
                select.reserve(other);
                assertSame(receive, select.await());
                assertTrue(receive.isClosed());
            }
        }
    }

    /** Plain ones, timed ones, ones that reserve, and selects; on every kind. */
    @ParameterizedTest
    @EnumSource(names = {"RENDEZVOUS", "BUFFERED_1", "DROP_OLDEST_2", "CONFLATED", "UNLIMITED"})
    void theCloseWakesTenThousandOfAllSorts(Form form) throws Exception {
        int count = 10_000;
        Channel<Integer> channel = form.open("crowded");
        Channel<Integer> other = form.open("quiet");
        Machine machine = Machine.single().findFirst().orElseThrow();
        try (Rig rig = new Rig(machine)) {
            List<Coroutine<Void>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                all.add(rig.launch("waits", () -> waitForClose(number, channel, other)));
            }
            rig.settle();
            assertEquals(count, channel.snapshot().waitingReceivers());
            assertTrue(channel.close());
            for (Coroutine<Void> each : all) {
                Rig.get(each);
            }
            assertCounts("recvEpipe=" + count / 4 * 3, channel);
            assertCounts("", other);
        }
    }
}
