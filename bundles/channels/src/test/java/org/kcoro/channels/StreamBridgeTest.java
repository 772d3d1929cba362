// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineState;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kcoro.channels.Counts.assertCounts;

/** Channels as streams, streams into channels, and loops that receive each element. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamBridgeTest {

    private static final String ALL = "org.kcoro.channels.Setup#all";
    private static final String SINGLE = "org.kcoro.channels.Setup#single";
    private static final int COUNT = 100;

    @ParameterizedTest
    @MethodSource(ALL)
    void aStreamGoesThroughAChannel(Setup setup) throws Exception {
        Channel<Integer> channel = setup.form().open("streamed");
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Integer> sum =
                    rig.call(
                            "sums",
                            () -> StreamBridge.stream(channel).mapToInt(Integer::intValue).sum());
            long sent = StreamBridge.sendAll(IntStream.range(0, COUNT).boxed(), channel);
            channel.close();
            assertEquals(COUNT, sent);
            assertEquals(COUNT * (COUNT - 1) / 2, sum.join());
        }
    }

    /** The streams of several receivers share the elements. */
    @ParameterizedTest
    @MethodSource(ALL)
    void everyElementIsInOneStream(Setup setup) throws Exception {
        Channel<Integer> channel = setup.form().open("streamed");
        try (Rig rig = new Rig(setup.machine())) {
            FutureTask<List<Integer>> first =
                    Rig.thread("collects", () -> StreamBridge.stream(channel).toList());
            Coroutine<List<Integer>> second =
                    rig.call("collects", () -> StreamBridge.stream(channel).toList());
            List<Integer> third = new ArrayList<>();
            Coroutine<Void> loop = rig.launch("loops", () -> channel.receiveEach(third::add));
            rig.call(
                            "sends",
                            () -> StreamBridge.sendAll(IntStream.range(0, COUNT).boxed(), channel))
                    .join();
            channel.close();
            loop.join();
            List<Integer> all = new ArrayList<>(Rig.get(first));
            all.addAll(second.join());
            all.addAll(third);
            all.sort(null);
            assertEquals(IntStream.range(0, COUNT).boxed().toList(), all);
        }
    }

    @Test
    void aStreamReceivesNoMoreThanItWants() {
        Channel<Integer> channel = Channel.unlimited("streamed");
        IntStream.range(0, 10).forEach(channel::trySend);
        assertEquals(List.of(0, 1, 2), StreamBridge.stream(channel).limit(3).toList());
        assertEquals(3, StreamBridge.stream(channel).findFirst().orElseThrow());
        assertTrue(StreamBridge.stream(channel).anyMatch(element -> element == 5));
        assertEquals(
                List.of(6, 7),
                StreamBridge.stream(channel).parallel().limit(2).collect(Collectors.toList()));
        assertEquals(8, channel.tryReceive());
        assertFalse(channel.isClosedForSend());
    }

    @Test
    void theCauseOfACloseIsThrownBehindTheRest() {
        IllegalStateException cause = new IllegalStateException("storm");
        Channel<Integer> channel = Channel.unlimited("streamed");
        channel.trySend(1);
        channel.trySend(2);
        channel.close(cause);
        assertEquals(1, StreamBridge.stream(channel).findFirst().orElseThrow());
        List<Integer> received = new ArrayList<>();
        ChannelClosedException closed =
                assertThrows(
                        ChannelClosedException.class,
                        () -> StreamBridge.stream(channel).forEach(received::add));
        assertSame(cause, closed.getCause());
        assertEquals(List.of(2), received);
        assertSame(
                cause,
                assertThrows(ChannelClosedException.class, () -> channel.receiveEach(received::add))
                        .getCause());
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aStopEndsAStream(Setup setup) throws Exception {
        Channel<Integer> channel = setup.form().open("streamed");
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Long> counts =
                    rig.call(
                            "counts", () -> StreamBridge.stream(channel).filter(e -> true).count());
            rig.settle();
            assertEquals("receive: channel streamed", counts.waitReason().toString());
            counts.cancel();
            assertEquals(CoroutineState.CANCELLED, Rig.ended(counts));
        }
        Thread.currentThread().interrupt();
        CancellationException interrupted =
                assertThrows(
                        CancellationException.class,
                        () -> StreamBridge.stream(channel).forEach(element -> {}));
        assertInstanceOf(InterruptedException.class, interrupted.getCause());
        assertTrue(Thread.interrupted(), "the flag stays");
    }

    @Test
    void aStreamIsClosedHoweverItsSendEnds() throws Exception {
        Channel<Integer> channel = Channel.buffered("fed", 2);
        AtomicBoolean closed = new AtomicBoolean();
        Stream<Integer> withNull = Arrays.asList(1, null, 3).stream();
        assertThrows(
                NullPointerException.class,
                () -> StreamBridge.sendAll(withNull.onClose(() -> closed.set(true)), channel));
        assertTrue(closed.get());
        assertCounts("sends=1 depth=1", channel);
        channel.close();
        closed.set(false);
        Stream<Integer> late = Stream.of(4).onClose(() -> closed.set(true));
        assertThrows(ChannelClosedException.class, () -> StreamBridge.sendAll(late, channel));
        assertTrue(closed.get());
    }

    @Test
    void whatAnActionThrowsEndsTheLoop() throws Exception {
        Channel<Integer> channel = Channel.unlimited("looped");
        channel.send(1);
        channel.send(2);
        IOException failure = new IOException("disk full");
        assertSame(
                failure,
                assertThrows(
                        IOException.class,
                        () ->
                                channel.receiveEach(
                                        element -> {
                                            throw failure;
                                        })));
        assertEquals(2, channel.tryReceive());
        assertNull(channel.tryReceive());
        assertThrows(NullPointerException.class, () -> channel.receiveEach(null));
    }
}
