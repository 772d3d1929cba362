// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.Clause;
import org.kcoro.channels.ClosedPolicy;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Select;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A channel of the peer as any other channel. Its races are those of {@link SimulatedBridgeTest}.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemoteChannelTest {

    private static final ElementCodec<Integer> INTEGERS =
            new ElementCodec<>() {
                @Override
                public byte[] encode(Integer element) {
                    return ByteBuffer.allocate(Integer.BYTES).putInt(element).array();
                }

                @Override
                public Integer decode(byte[] bytes) {
                    return ByteBuffer.wrap(bytes).getInt();
                }
            };

    @TempDir Path folder;

    static Stream<Arguments> schedulers() {
        return Stream.of("virtual-thread", "continuation", "jdk")
                .flatMap(
                        switcher ->
                                Stream.of(1, 2, 8).map(workers -> Arguments.of(switcher, workers)));
    }

    /** A channel of integers, and the same by two clients. */
    private final class Bridge implements AutoCloseable {

        final Scheduler scheduler;
        final IpcServer server;
        final IpcClient client;
        final IpcClient other;

        Bridge(String switcher, int workers) throws Exception {
            Path socket = folder.resolve("s");
            scheduler = Scheduler.builder().switcher(switcher).workers(workers).build();
            server = IpcServer.builder().drain(Duration.ZERO).build(scheduler);
            server.listen(Transport.unixStream(), socket);
            IpcClientBuilder patient = IpcClient.builder().grace(Duration.ofMinutes(1));
            client = patient.connect(scheduler, Transport.unixStream(), socket);
            other = patient.connect(scheduler, Transport.unixStream(), socket);
        }

        int offer(Channel<byte[]> channel) {
            return server.offer(channel, Integer.BYTES);
        }

        /** Stops a coroutine once it waits, and returns when the peer has heard of its request. */
        void stop(Coroutine<?> waiting, Channel<byte[]> channel, boolean sends) throws Exception {
            while (sends
                    ? channel.snapshot().waitingSenders() == 0
                    : channel.snapshot().waitingReceivers() == 0) {
                Thread.yield();
            }
            waiting.cancel();
            assertThrows(CancellationException.class, waiting::join);
        }

        @Override
        public void close() throws Exception {
            client.close();
            other.close();
            server.close();
            scheduler.close();
        }
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void itIsWhatThePeerSays(String switcher, int workers) throws Exception {
        try (Bridge bridge = new Bridge(switcher, workers)) {
            int id = bridge.offer(Channel.buffered("jobs", 7));
            RemoteChannel jobs = bridge.client.openChannel(id);
            assertEquals("jobs", jobs.name());
            assertEquals(ChannelKind.BUFFERED, jobs.kind());
            assertEquals(7, jobs.capacity());
            assertFalse(jobs.isClosedForSend());
            assertTrue(jobs.trySend(new byte[4]));
            assertEquals(1, jobs.snapshot().depth());
            assertTrue(jobs.close());
            assertFalse(jobs.close());
            assertFalse(bridge.other.openChannel(id).close());
            assertTrue(bridge.other.openChannel(id).isClosedForSend());
            assertFalse(jobs.isClosedForReceive());
            assertThrows(ChannelClosedException.class, () -> jobs.trySend(new byte[4]));
            assertFalse(jobs.sendOrClosed(new byte[4]));
            assertArrayEquals(new byte[4], jobs.tryReceive());
            assertTrue(bridge.other.openChannel(id).isClosedForReceive());
            assertThrows(ChannelClosedException.class, jobs::tryReceive);
            assertNull(jobs.receiveOrClosed());
            assertTrue(jobs.isClosedForReceive());
            RemoteChannel made = bridge.client.makeChannel(ChannelKind.UNLIMITED, 0, 4);
            assertEquals(Integer.MAX_VALUE, made.capacity());
        }
    }

    /** On the wire a timeout of zero is a try, and the unit is a millisecond. */
    @ParameterizedTest
    @MethodSource("schedulers")
    void theShortestTimeoutIsNoTry(String switcher, int workers) throws Exception {
        try (Bridge bridge = new Bridge(switcher, workers)) {
            Channel<byte[]> channel = Channel.rendezvous("jobs");
            RemoteChannel jobs = bridge.client.openChannel(bridge.offer(channel));
            assertNull(jobs.receive(Duration.ofNanos(1)));
            assertFalse(jobs.send(new byte[4], Duration.ofNanos(1)));
            assertEquals(1, channel.snapshot().recvEtime());
            assertEquals(1, channel.snapshot().sendEtime());
            assertNull(jobs.receive(Duration.ZERO));
            assertFalse(jobs.send(new byte[4], Duration.ZERO));
            assertEquals(1, channel.snapshot().recvEagain());
            assertEquals(1, channel.snapshot().sendEagain());
        }
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void whatCannotBeDoneNamesChannelAndRemedy(String switcher, int workers) throws Exception {
        try (Bridge bridge = new Bridge(switcher, workers)) {
            int id = bridge.offer(Channel.buffered("jobs", 7));
            RemoteChannel jobs = bridge.client.openChannel(id);
            for (Executable use :
                    List.<Executable>of(
                            jobs::reserve,
                            jobs::tryReserve,
                            jobs::reserveOrClosed,
                            () -> jobs.reserve(Duration.ZERO),
                            () -> Select.fair().reserve(jobs),
                            () -> Select.fair().send(jobs),
                            () -> jobs.cancel(null))) {
                String message =
                        assertThrows(UnsupportedOperationException.class, use).getMessage();
                assertTrue(message.contains("channel jobs") && message.contains(";"), message);
            }
            RemoteChannel unknown = bridge.client.channel(id);
            assertEquals(Integer.toString(id), unknown.name());
            assertThrows(UnsupportedOperationException.class, unknown::kind);
            assertThrows(UnsupportedOperationException.class, unknown::capacity);
            assertThrows(IpcException.class, () -> bridge.client.openChannel(77));
            assertThrows(IllegalArgumentException.class, () -> jobs.receive(Duration.ofMillis(-1)));
        }
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void batchesKeepTheirOrder(String switcher, int workers) throws Exception {
        try (Bridge bridge = new Bridge(switcher, workers)) {
            Channel<byte[]> local = Channel.unlimited("many");
            Channel<Integer> many = bridge.client.openChannel(bridge.offer(local)).as(INTEGERS);
            List<Integer> all = IntStream.range(0, 500).boxed().toList();
            Queue<Integer> queue = new ArrayDeque<>(all);
            assertEquals(all.size(), many.sendAll(queue));
            assertTrue(queue.isEmpty());
            assertEquals(all.subList(0, 1), many.receiveUpTo(1, Duration.ZERO));
            assertEquals(all.subList(1, 200), many.receiveUpTo(199, Duration.ofHours(1)));
            assertEquals(all.subList(200, 500), many.receiveUpTo(1_000, Duration.ZERO));
            Coroutine<List<Integer>> lingers =
                    bridge.scheduler.launch(
                            "lingers", () -> many.receiveUpTo(2, Duration.ofHours(1)));
            many.send(1);
            many.send(2);
            assertEquals(List.of(1, 2), lingers.join());
            many.close();
            assertEquals(List.of(), many.receiveUpTo(5, Duration.ofHours(1)));
        }
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void aReceiveThatIsStoppedTakesNothing(String switcher, int workers) throws Exception {
        try (Bridge bridge = new Bridge(switcher, workers)) {
            Channel<byte[]> local = Channel.rendezvous("met");
            int id = bridge.offer(local);
            Channel<Integer> met = bridge.client.channel(id).as(INTEGERS);
            Coroutine<Integer> receiver = bridge.scheduler.launch("receiver", () -> met.receive());
            bridge.stop(receiver, local, false);
            assertEquals(0, local.snapshot().waitingReceivers());
            assertFalse(local.trySend(new byte[4]));
            // What is sent goes to another client.
            Coroutine<Void> sender = bridge.scheduler.launch("sender", () -> met.send(7));
            assertEquals(7, bridge.other.channel(id).as(INTEGERS).receive());
            sender.join();
        }
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void aSendThatIsStoppedSendsNothing(String switcher, int workers) throws Exception {
        try (Bridge bridge = new Bridge(switcher, workers)) {
            Channel<byte[]> local = Channel.buffered("full", 1);
            Channel<Integer> full = bridge.client.channel(bridge.offer(local)).as(INTEGERS);
            full.send(1);
            bridge.stop(bridge.scheduler.launch("sender", () -> full.send(2)), local, true);
            assertEquals(0, local.snapshot().waitingSenders());
            assertEquals(1, full.receive());
            assertNull(full.tryReceive());
        }
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void aBatchThatIsStoppedKeepsWhatWasNotSent(String switcher, int workers) throws Exception {
        try (Bridge bridge = new Bridge(switcher, workers)) {
            Channel<byte[]> local = Channel.buffered("narrow", 3);
            Channel<Integer> narrow = bridge.client.channel(bridge.offer(local)).as(INTEGERS);
            Queue<Integer> queue = new ArrayDeque<>(IntStream.range(0, 100).boxed().toList());
            Coroutine<Integer> sender =
                    bridge.scheduler.launch("sender", () -> narrow.sendAll(queue));
            bridge.stop(sender, local, true);
            assertEquals(IntStream.range(3, 100).boxed().toList(), List.copyOf(queue));
            assertEquals(List.of(0, 1, 2), narrow.receiveUpTo(10, Duration.ZERO));
            assertEquals(0, narrow.snapshot().depth());
        }
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void aSelectReceivesFromChannelsOfBothSides(String switcher, int workers) throws Exception {
        int count = 60;
        try (Bridge bridge = new Bridge(switcher, workers)) {
            Channel<Integer> local = Channel.rendezvous("here");
            Channel<byte[]> hosted = Channel.rendezvous("there");
            Channel<Integer> remote = bridge.client.openChannel(bridge.offer(hosted)).as(INTEGERS);
            Coroutine<Void> here = bridge.scheduler.launch("here", () -> sendEach(local, 0, count));
            Coroutine<Void> there =
                    bridge.scheduler.launch("there", () -> sendEach(remote, count, 2 * count));
            Coroutine<List<Integer>> receiver =
                    bridge.scheduler.launch("receiver", () -> selectAll(local, remote));
            here.join();
            there.join();
            local.close();
            remote.close();
            List<Integer> received = receiver.join();
            received.sort(null);
            assertEquals(IntStream.range(0, 2 * count).boxed().toList(), received);
            assertEquals(0, hosted.snapshot().waitingReceivers());
        }
    }

    private static void sendEach(Channel<Integer> channel, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            channel.send(i);
        }
    }

    private static List<Integer> selectAll(Channel<Integer> first, Channel<Integer> second)
            throws InterruptedException {
        List<Integer> received = new ArrayList<>();
        Select select = Select.fair().onClosed(ClosedPolicy.SKIP);
        ReceiveClause<Integer> one = select.receive(first);
        ReceiveClause<Integer> other = select.receive(second);
        try {
            while (true) {
                Clause chosen = select.await();
                received.add(chosen == one ? one.element() : other.element());
            }
        } catch (ChannelClosedException e) {
            return received;
        }
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void aSelectThatIsStoppedLosesNothing(String switcher, int workers) throws Exception {
        try (Bridge bridge = new Bridge(switcher, workers)) {
            Channel<byte[]> hosted = Channel.buffered("there", 1);
            int id = bridge.offer(hosted);
            Channel<Integer> remote = bridge.client.openChannel(id).as(INTEGERS);
            Select select = Select.fair();
            ReceiveClause<Integer> clause = select.receive(remote);
            assertNull(select.tryNow());
            Coroutine<Clause> waiting = bridge.scheduler.launch("selects", () -> select.await());
            bridge.stop(waiting, hosted, false);
            // It goes to the request that is being withdrawn, or not.
            remote.send(5);
            assertSame(clause, select.await());
            assertEquals(5, clause.element());
            assertThrows(
                    IllegalStateException.class, () -> Select.fair().receive(remote).element());
        }
    }

    /** Prefetched or withdrawn: each element is received here, or stays, in order. */
    @ParameterizedTest
    @MethodSource("schedulers")
    void aReceiverThatIsStoppedGivesWhatHasComeAndLeavesTheRest(String switcher, int workers)
            throws Exception {
        int count = 100;
        try (Bridge bridge = new Bridge(switcher, workers)) {
            for (int stopAt = 0; stopAt <= count; stopAt += 10) {
                Channel<byte[]> channel = Channel.unlimited("jobs");
                RemoteChannel jobs = bridge.client.openChannel(bridge.offer(channel));
                PipelinedReceiver receiver = jobs.pipelinedReceiver(8, Long.MAX_VALUE);
                Coroutine<List<Integer>> receiving =
                        bridge.scheduler.launch("receiver", () -> rest(receiver::receiveOrClosed));
                for (int i = 0; i < count; i++) {
                    if (i == stopAt) {
                        receiver.stop();
                    }
                    channel.trySend(INTEGERS.encode(i));
                }
                receiver.stop();
                List<Integer> all = receiving.join();
                all.addAll(rest(channel::tryReceive));
                assertEquals(IntStream.range(0, count).boxed().toList(), all);
                assertTrue(receiver.isReady());
                receiver.close();
            }
        }
    }

    private static List<Integer> rest(Callable<byte[]> source) throws Exception {
        List<Integer> rest = new ArrayList<>();
        for (byte[] next = source.call(); next != null; next = source.call()) {
            rest.add(INTEGERS.decode(next));
        }
        return rest;
    }
}
