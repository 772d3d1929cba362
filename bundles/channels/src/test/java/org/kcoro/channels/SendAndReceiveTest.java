// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineState;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kcoro.channels.Counts.assertCounts;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SendAndReceiveTest {

    private static final String SINGLE = "org.kcoro.channels.Setup#single";

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Setup#lossless")
    void firstSentIsFirstReceived(Setup setup) throws Exception {
        int count = 1_000;
        Channel<Integer> channel = setup.form().open("fifo");
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Void> sender =
                    rig.launch(
                            "sends",
                            () -> {
                                for (int i = 0; i < count; i++) {
                                    channel.send(i);
                                }
                            });
            Coroutine<Long> receiver =
                    rig.call(
                            "receives",
                            () -> {
                                long sum = 0;
                                for (int i = 0; i < count; i++) {
                                    int element = channel.receive();
                                    assertEquals(i, element);
                                    sum += element;
                                }
                                return sum;
                            });
            Rig.get(sender);
            assertEquals(count * (count - 1L) / 2, Rig.get(receiver));
            assertCounts("sends=1000 recvs=1000", channel);
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Setup#lossless")
    void twoThreadsCanUseItToo(Setup setup) throws Exception {
        int count = 200;
        Channel<Integer> there = setup.form().open("there");
        Channel<Integer> back = setup.form().open("back");
        try (Rig rig = new Rig(setup.machine())) {
            // From a platform thread to a coroutine and back to a virtual thread.
            Coroutine<Void> relay =
                    rig.launch(
                            "relay",
                            () -> {
                                for (int i = 0; i < count; i++) {
                                    back.send(there.receive() + 1);
                                }
                            });
            FutureTask<Void> sender =
                    Rig.thread(
                            "sends",
                            () -> {
                                for (int i = 0; i < count; i++) {
                                    there.send(i);
                                }
                                return null;
                            });
            FutureTask<Integer> receiver =
                    Rig.virtualThread(
                            "receives",
                            () -> {
                                int sum = 0;
                                for (int i = 0; i < count; i++) {
                                    int element = back.receive();
                                    assertEquals(i + 1, element);
                                    sum += element;
                                }
                                return sum;
                            });
            Rig.get(sender);
            Rig.get(relay);
            assertEquals(count * (count + 1) / 2, Rig.get(receiver));
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void theSameObjectComesOut(Setup setup) throws Exception {
        Object element = new Object();
        Channel<Object> channel = setup.form().open("same");
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Void> sender = rig.launch("sends", () -> channel.send(element));
            assertSame(element, channel.receive());
            Rig.get(sender);
            Coroutine<Object> receiver = rig.call("receives", channel::receive);
            channel.send(element);
            assertSame(element, Rig.get(receiver));
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void sendersWaitWhileThereIsNoRoom(Setup setup) throws Exception {
        Channel<Integer> channel = setup.form().full("full");
        int capacity = setup.form().capacity();
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Void> sender = rig.launch("sends", () -> channel.send(capacity));
            rig.settle();
            assertEquals(CoroutineState.PARKED, sender.state());
            assertEquals("send: channel full", sender.waitReason().toString());
            assertCounts("depth=" + capacity + " sends=" + capacity + " waitingSenders=1", channel);
            for (int i = 0; i <= capacity; i++) {
                assertEquals(i, channel.receive());
            }
            Rig.get(sender);
            assertCounts("sends=" + (capacity + 1) + " recvs=" + (capacity + 1), channel);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void receiversWaitWhileThereIsNothing(Setup setup) throws Exception {
        Channel<Integer> channel = setup.form().open("empty");
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Integer> receiver = rig.call("receives", channel::receive);
            rig.settle();
            assertEquals(CoroutineState.PARKED, receiver.state());
            assertEquals("receive: channel empty", receiver.waitReason().toString());
            assertCounts("waitingReceivers=1", channel);
            channel.send(7);
            assertEquals(7, Rig.get(receiver));
            assertCounts("sends=1 recvs=1", channel);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void parkedSendersAreServedInTheOrderOfTheirComing(Setup setup) throws Exception {
        Channel<Integer> channel = setup.form().full("served");
        int capacity = setup.form().capacity();
        try (Rig rig = new Rig(setup.machine())) {
            List<Coroutine<Void>> senders = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int element = capacity + i;
                senders.add(rig.launch("sends", () -> channel.send(element)));
            }
            rig.settle();
            assertEquals(10, channel.snapshot().waitingSenders());
            for (int i = 0; i < capacity + 10; i++) {
                assertEquals(i, channel.receive());
                rig.settle();
                for (int k = 0; k < 10; k++) {
                    assertEquals(
                            k <= i,
                            senders.get(k).state().isDone(),
                            "sender " + k + " after receive " + i);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void parkedReceiversAreServedInTheOrderOfTheirComing(Setup setup) throws Exception {
        Channel<Integer> channel = setup.form().open("served");
        try (Rig rig = new Rig(setup.machine())) {
            List<Coroutine<Integer>> receivers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                receivers.add(rig.call("receives", channel::receive));
            }
            rig.settle();
            assertEquals(10, channel.snapshot().waitingReceivers());
            for (int i = 0; i < 10; i++) {
                assertTrue(channel.trySend(i));
                assertEquals(i, Rig.get(receivers.get(i)));
                assertEquals(9 - i, channel.snapshot().waitingReceivers());
            }
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aLaterSendDoesNotOvertakeAParkedOne(Setup setup) throws Exception {
        Channel<Integer> channel = setup.form().full("no barging");
        int capacity = setup.form().capacity();
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Void> first = rig.launch("first", () -> channel.send(capacity));
            Coroutine<Void> second = rig.launch("second", () -> channel.send(capacity + 1));
            rig.settle();
            // Before the woken one runs: in one turn of the one worker.
            rig.in(
                    () -> {
                        assertEquals(0, channel.tryReceive());
                        assertFalse(channel.trySend(99), "the room is the parked sender's");
                        return null;
                    });
            for (int i = 1; i < capacity + 2; i++) {
                assertEquals(i, channel.receive());
            }
            Rig.get(first);
            Rig.get(second);
            assertNull(channel.tryReceive());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aLaterReceiveDoesNotOvertakeAParkedOne(Setup setup) throws Exception {
        Channel<Integer> channel = setup.form().open("no barging");
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Integer> parked = rig.call("parked", channel::receive);
            rig.settle();
            rig.in(
                    () -> {
                        assertTrue(channel.trySend(1));
                        assertNull(channel.tryReceive(), "the element is the parked receiver's");
                        return null;
                    });
            assertEquals(1, Rig.get(parked));
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Form#waiting")
    void aTryWithoutACounterpartTakesRoomOnly(Form form) {
        Channel<Integer> channel = form.open("try");
        int capacity = form.capacity();
        for (int round = 0; round < 3; round++) {
            assertNull(channel.tryReceive());
            for (int i = 0; i < capacity; i++) {
                assertTrue(channel.trySend(i));
            }
            assertFalse(channel.trySend(99));
            for (int i = 0; i < capacity; i++) {
                assertEquals(i, channel.tryReceive());
            }
            assertNull(channel.tryReceive());
        }
        assertCounts(
                "sends=" + 3 * capacity + " recvs=" + 3 * capacity + " sendEagain=3 recvEagain=6",
                channel);
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aTryMeetsTheOneThatWaits(Setup setup) throws Exception {
        Channel<Integer> channel = setup.form().full("try");
        int capacity = setup.form().capacity();
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Void> sender = rig.launch("sends", () -> channel.send(capacity));
            rig.settle();
            for (int i = 0; i <= capacity; i++) {
                assertEquals(i, channel.tryReceive());
            }
            Rig.get(sender);
            assertNull(channel.tryReceive());

            Coroutine<Integer> receiver = rig.call("receives", channel::receive);
            rig.settle();
            assertTrue(channel.trySend(42));
            assertEquals(42, Rig.get(receiver));
            assertEquals(capacity > 0, channel.trySend(43));
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void nullIsNoElement(Form form) {
        Channel<Integer> channel = form.open("the channel");
        for (Executable refused :
                List.<Executable>of(
                        () -> channel.send(null),
                        () -> channel.send(null, Duration.ofSeconds(1)),
                        () -> channel.send(null, Duration.ZERO),
                        () -> channel.sendOrClosed(null),
                        () -> channel.trySend(null))) {
            String message = assertThrows(NullPointerException.class, refused).getMessage();
            assertTrue(message.contains("the channel"), message);
        }
        assertCounts("", channel);
    }

    /** Everything that can wait also works where it need not. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void allTwinsDoTheSame(Setup setup) throws Exception {
        Channel<Integer> channel = setup.form().open("twins");
        Duration patience = Duration.ofSeconds(120);
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Integer> receiver =
                    rig.call(
                            "receives",
                            () ->
                                    channel.receive()
                                            + 10 * channel.receiveOrClosed()
                                            + 100 * channel.receive(patience)
                                            + 1_000 * channel.receive()
                                            + 10_000 * channel.receiveOrClosed());
            channel.send(1);
            assertTrue(channel.sendOrClosed(2));
            assertTrue(channel.send(3, patience));
            channel.send(4);
            assertTrue(channel.send(5, patience));
            assertEquals(54_321, Rig.get(receiver));
            assertCounts("sends=5 recvs=5", channel);
        }
    }
}
