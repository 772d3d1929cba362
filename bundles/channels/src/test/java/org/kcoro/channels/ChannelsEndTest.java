// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Latch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The end of a registry and of its shares: channels are drained, and the rest is cancelled. */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChannelsEndTest {

    private static final String ALL = "org.kcoro.channels.Machine#all";

    /** Of one that waits for what surely comes. */
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private static final int COLLECTIONS = 100;
    private static final int WAIT_MILLIS = 50;

    private final Channels channels = Channels.create();

    private static <X extends Throwable> void assertFails(
            Class<X> type, String message, Executable body) {
        assertEquals(message, assertThrows(type, body).getMessage());
    }

    private List<String> names() {
        return channels.list().stream().map(each -> each.snapshot().name()).toList();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void itsEndLetsReceiversFindTheRest(Machine machine) throws Exception {
        ConcurrentLinkedQueue<Integer> received = new ConcurrentLinkedQueue<>();
        Channel<Integer> numbers = channels.create("n", Integer.class, b -> b.buffered(100));
        for (int i = 0; i < 100; i++) {
            numbers.send(i);
        }
        try (Rig rig = new Rig(machine)) {
            Coroutine<List<NamedChannel>> ends = rig.call("ends", () -> channels.drain(FOR_EVER));
            Coroutine<Void> receives =
                    rig.launch(
                            "receives",
                            () -> {
                                for (Integer n; (n = numbers.receiveOrClosed()) != null; ) {
                                    received.add(n);
                                }
                            });
            assertEquals(List.of(), Rig.get(ends));
            assertTrue(numbers.isClosedForReceive());
            Rig.get(receives);
        }
        assertEquals(100, received.size());
        assertEquals(List.of(), names());
    }

    /** From a platform thread too, and of several channels. */
    @Test
    void itWaitsForAllOfThem() throws Exception {
        List<Channel<Integer>> all =
                List.of(
                        channels.create("a", Integer.class, b -> b.buffered(1)),
                        channels.create("b", Integer.class, ChannelBuilder::rendezvous),
                        channels.create("c", Integer.class, b -> b.unlimited()));
        all.get(0).trySend(1);
        all.get(2).trySend(1);
        FutureTask<List<NamedChannel>> ends = Rig.thread("ends", () -> channels.drain(FOR_EVER));
        assertEquals(1, all.get(0).receiveOrClosed());
        assertNull(all.get(0).receiveOrClosed());
        assertNull(all.get(1).receiveOrClosed());
        assertFalse(ends.isDone());
        assertEquals(1, all.get(2).receiveOrClosed());
        assertEquals(List.of(), Rig.get(ends));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void itsEndWakesAllThatWait(Machine machine) throws Exception {
        Channel<Integer> empty =
                channels.create("empty", Integer.class, ChannelBuilder::rendezvous);
        Channel<Integer> full = channels.create("full", Integer.class, b -> b.buffered(1));
        full.send(0);
        try (Rig rig = new Rig(machine)) {
            List<Coroutine<ChannelClosedException>> all =
                    List.of(
                            rig.call("receives", () -> closedFor(empty::receive)),
                            rig.call("sends", () -> closedFor(() -> full.send(1))));
            rig.launch("goes behind them", () -> {}).join();
            List<NamedChannel> left = channels.drain(Duration.ZERO);
            assertEquals(List.of("full"), left.stream().map(l -> l.snapshot().name()).toList());
            assertEquals(1, left.get(0).snapshot().depth());
            for (Coroutine<ChannelClosedException> one : all) {
                Throwable cause = Rig.get(one).getCause();
                assertEquals("the channels of kcoro were closed", cause.getMessage());
                assertEquals(0, cause.getStackTrace().length);
            }
        }
        assertEquals(1, full.snapshot().undelivered());
    }

    private static ChannelClosedException closedFor(Executable operation) {
        return assertThrows(ChannelClosedException.class, operation);
    }

    @Test
    void afterItsEndNothingIsCreatedOrOpened() {
        channels.create("lines", String.class, b -> b.buffered(1)).trySend("kept");
        Channels share = channels.share("guest");
        channels.close();
        String closed = "the channels of %s were closed; nothing is created or opened there";
        for (Channels each : List.of(channels, share)) {
            String message = closed.formatted(each.owner());
            assertFails(
                    IllegalStateException.class,
                    message,
                    () -> each.create("more", String.class, ChannelBuilder::rendezvous));
            assertFails(
                    IllegalStateException.class, message, () -> each.open("lines", String.class));
            assertFails(
                    IllegalStateException.class,
                    message,
                    () -> each.tryOpen("lines", String.class));
            assertThrows(IllegalStateException.class, () -> each.share("another"));
            assertEquals(List.of(), each.list());
            each.close();
        }
    }

    @Test
    void aShareEndsWithWhatItHasCreated() throws Exception {
        Channels guest = channels.share("guest");
        Channels host = channels.share("host");
        Channel<String> left = guest.create("left", String.class, b -> b.buffered(1));
        Channel<String> kept = host.create("kept", String.class, b -> b.buffered(1));
        assertSame(left, host.open("left", String.class));
        assertEquals(
                Map.of("left", "guest", "kept", "host"),
                channels.list().stream()
                        .collect(
                                Collectors.toMap(
                                        each -> each.snapshot().name(), NamedChannel::owner)));
        guest.close();
        assertTrue(left.isClosedForReceive());
        assertFalse(kept.isClosedForSend());
        assertEquals(List.of("kept"), names());
        assertThrows(IllegalStateException.class, () -> guest.open("kept", String.class));
        channels.close();
        assertTrue(kept.isClosedForReceive());
    }

    /** A creation that meets the end is refused, or ended with the rest: nothing stays open. */
    @Test
    void aCreationThatMeetsTheEndLeavesNothing() throws Exception {
        for (int round = 0; round < 500; round++) {
            Channels guest = channels.share("guest");
            CyclicBarrier together = new CyclicBarrier(2);
            FutureTask<Channel<String>> creates =
                    Rig.thread(
                            "creates",
                            () -> {
                                together.await();
                                try {
                                    return guest.create("lines", String.class, b -> b.buffered(1));
                                } catch (IllegalStateException e) {
                                    return null;
                                }
                            });
            together.await();
            guest.drain(Duration.ZERO);
            Channel<String> created = Rig.get(creates);
            assertTrue(created == null || created.isClosedForReceive());
            assertEquals(List.of(), names());
        }
    }

    @Test
    void anInterruptEndsThePatience() throws Exception {
        Channel<String> lines = channels.create("lines", String.class, b -> b.buffered(1));
        lines.send("left");
        FutureTask<Boolean> ends =
                Rig.thread(
                        "ends",
                        () -> {
                            Thread.currentThread().interrupt();
                            channels.drain(FOR_EVER);
                            return Thread.interrupted();
                        });
        assertTrue(Rig.get(ends), "the flag stays");
        assertEquals(1, lines.snapshot().undelivered());
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aCancelEndsThePatience(Machine machine) throws Exception {
        Channel<String> lines = channels.create("lines", String.class, b -> b.buffered(1));
        lines.send("left");
        try (Rig rig = new Rig(machine)) {
            Latch begun = new Latch("begun", 1);
            Coroutine<List<NamedChannel>> ends =
                    rig.call(
                            "ends",
                            () -> {
                                begun.countDown();
                                return channels.drain(FOR_EVER);
                            });
            begun.await();
            ends.cancel();
            assertEquals(1, Rig.get(ends).size());
        }
        assertEquals(1, lines.snapshot().undelivered());
    }

    /** The registry forgets the classes of one that has ended. */
    @Test
    void theTypeOfAnEndedChannelIsNotHeld() throws Exception {
        ReferenceQueue<Class<?>> collected = new ReferenceQueue<>();
        WeakReference<Class<?>> type = createAndEnd(collected);
        for (int i = 0; i < COLLECTIONS && !type.refersTo(null); i++) {
            System.gc();
            collected.remove(WAIT_MILLIS);
        }
        assertTrue(type.refersTo(null), "its class is held");
        assertEquals(List.of(), names());
    }

    private WeakReference<Class<?>> createAndEnd(ReferenceQueue<Class<?>> queue) throws Exception {
        Class<?> type = TwiceLoaded.again();
        Channels guest = channels.share("guest");
        guest.create("forms", type, ChannelBuilder::rendezvous);
        guest.create("more", type, b -> b.buffered(1));
        guest.close();
        return new WeakReference<>(type, queue);
    }
}
