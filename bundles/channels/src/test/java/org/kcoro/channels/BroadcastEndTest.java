// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The close of a broadcast, subscriptions that end with it, and errors of its use. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BroadcastEndTest {

    private static final String SINGLE = "org.kcoro.channels.Machine#single";
    private static final Duration LONG = Duration.ofHours(1);

    private final Broadcast<Integer> broadcast = Broadcast.create("news");

    private static ChannelBuilder<Integer> settings(String name) {
        return Channel.builder(name);
    }

    // Closing.

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aCloseReachesAllBehindTheirBuffers(Machine machine) throws Exception {
        IllegalStateException cause = new IllegalStateException("storm");
        try (Rig rig = new Rig(machine)) {
            Channel<Integer> buffered = broadcast.subscribe(settings("buffered").buffered(1));
            broadcast.send(1);
            Channel<Integer> waiting = broadcast.subscribe(settings("waiting").unlimited());
            Coroutine<ChannelClosedException> receiver =
                    rig.call(
                            "receives",
                            () -> assertThrows(ChannelClosedException.class, waiting::receive));
            Coroutine<ChannelClosedException> sender =
                    rig.call(
                            "sends",
                            () ->
                                    assertThrows(
                                            ChannelClosedException.class, () -> broadcast.send(2)));
            Coroutine<Boolean> another = rig.call("sends", () -> broadcast.sendOrClosed(3));
            rig.settle();
            assertTrue(broadcast.close(cause));
            assertFalse(broadcast.close());
            assertTrue(broadcast.isClosed());
            assertSame(cause, receiver.join().getCause());
            assertSame(cause, sender.join().getCause());
            assertFalse(another.join());
            assertEquals(1, buffered.receive());
            assertSame(
                    cause,
                    assertThrows(ChannelClosedException.class, buffered::receive).getCause());
            Channel<Integer> late = broadcast.subscribe(settings("late").unlimited());
            assertTrue(late.isClosedForReceive());
            assertSame(cause, assertThrows(ChannelClosedException.class, late::receive).getCause());
            ChannelClosedException refused =
                    assertThrows(ChannelClosedException.class, () -> broadcast.trySend(4));
            assertEquals("broadcast news is closed for sending", refused.getMessage());
            assertEquals(new BroadcastSnapshot("news", true, 0, 1, 0, 0, 0), broadcast.snapshot());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void receivingEachEndsWithTheBroadcast(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            List<Integer> heard = new ArrayList<>();
            Coroutine<Void> subscriber =
                    rig.launch("hears", () -> broadcast.receiveEach(settings("hears"), heard::add));
            rig.in(
                    () -> {
                        for (int i = 0; i < 5; i++) {
                            broadcast.send(i);
                        }
                        return broadcast.close();
                    });
            subscriber.join();
            assertEquals(List.of(0, 1, 2, 3, 4), heard);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void anActionThatFailsUnsubscribes(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            ElementAction<Integer, IOException> fails =
                    element -> {
                        throw new IOException("disk full");
                    };
            Coroutine<IOException> subscriber =
                    rig.call(
                            "hears",
                            () ->
                                    assertThrows(
                                            IOException.class,
                                            () -> broadcast.receiveEach(settings("hears"), fails)));
            rig.settle();
            assertTrue(broadcast.trySend(1));
            assertEquals("disk full", subscriber.join().getMessage());
            assertEquals(0, broadcast.snapshot().subscribers());
        }
    }

    // Errors of use.

    @Test
    void errorsNameTheBroadcast() {
        String name = "broadcast news: ";
        assertEquals(
                name + "the element is null",
                assertThrows(NullPointerException.class, () -> broadcast.trySend(null))
                        .getMessage());
        assertEquals(
                name + "the timeout is negative: PT-1S; zero tries once",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> broadcast.send(1, Duration.ofSeconds(-1)))
                        .getMessage());
        assertThrows(NullPointerException.class, () -> Broadcast.create(null));
        assertEquals(new BroadcastSnapshot("news", false, 0, 0, 0, 0, 0), broadcast.snapshot());
    }

    @Test
    void aSubscriptionReceivesOnly() {
        Channel<Integer> subscription = broadcast.subscribe(settings("mine").unlimited());
        for (Executable send :
                List.<Executable>of(
                        () -> subscription.send(1),
                        () -> subscription.send(1, LONG),
                        () -> subscription.sendOrClosed(1),
                        () -> subscription.trySend(1),
                        () -> subscription.sendAll(new ArrayDeque<>()),
                        () -> Select.fair().send(subscription))) {
            assertEquals(
                    "channel mine (unlimited) is a subscription, which receives only; send to the"
                            + " broadcast news",
                    assertThrows(UnsupportedOperationException.class, send).getMessage());
        }
        assertNull(subscription.tryReceive());
    }

    @Test
    void settingsThatASubscriptionCannotHaveAreRefused() {
        assertTrue(
                assertThrows(
                                IllegalArgumentException.class,
                                () -> broadcast.subscribe(settings("mine").sizer(e -> 4)))
                        .getMessage()
                        .startsWith("channel mine: a subscription has no sizer"));
        assertThrows(
                IllegalStateException.class,
                () -> broadcast.subscribe(settings("mine").onOverflow(OverflowPolicy.DROP_LATEST)));
        assertEquals(0, broadcast.snapshot().subscribers());
    }
}
