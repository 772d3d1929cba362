// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadinessTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    private final List<Pipe> pipes = new ArrayList<>();

    private Pipe pipe() throws IOException {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
        pipes.add(pipe);
        return pipe;
    }

    @AfterEach
    void close() throws IOException {
        for (Pipe pipe : pipes) {
            pipe.source().close();
            pipe.sink().close();
        }
    }

    private static void write(Pipe pipe, int value) throws IOException {
        assertEquals(1, pipe.sink().write(ByteBuffer.wrap(new byte[] {(byte) value})));
    }

    /** Reads one byte; waits while there is none. */
    private static int read(Scheduler scheduler, Pipe.SourceChannel source)
            throws IOException, InterruptedException {
        ByteBuffer one = ByteBuffer.allocate(1);
        while (source.read(one) == 0) {
            scheduler.awaitReady(source, SelectionKey.OP_READ);
        }
        return one.get(0);
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aByteWakesTheOneThatWaitsToRead(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Pipe pipe = pipe();
            Coroutine<Integer> reader = rig.call("reads", () -> read(rig.scheduler, pipe.source()));
            rig.settle();
            assertEquals(CoroutineState.PARKED, reader.state());
            assertEquals("readiness", reader.waitReason().kind());
            write(pipe, 42);
            assertEquals(42, reader.join());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void roomWakesTheOneThatWaitsToWrite(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Pipe pipe = pipe();
            ByteBuffer block = ByteBuffer.allocate(4_096);
            while (pipe.sink().write(block.clear()) > 0) {}
            Coroutine<Void> writer =
                    rig.launch(
                            "writes",
                            () -> {
                                while (pipe.sink().write(ByteBuffer.wrap(new byte[1])) == 0) {
                                    rig.scheduler.awaitReady(pipe.sink(), SelectionKey.OP_WRITE);
                                }
                            });
            rig.settle();
            assertEquals(CoroutineState.PARKED, writer.state());
            while (pipe.source().read(block.clear()) > 0) {}
            writer.join();
        }
    }

    /**
     * Bytes go around a ring of pipes, from coroutine to coroutine; each arrives once, in order.
     */
    @ParameterizedTest
    @MethodSource(ALL)
    void bytesGoThroughManyPipes(Machine machine) throws Exception {
        int lines = 8;
        int hops = 4;
        int bytes = 100;
        try (Rig rig = new Rig(machine)) {
            List<Coroutine<Integer>> ends = new ArrayList<>();
            List<Coroutine<Void>> relays = new ArrayList<>();
            for (int line = 0; line < lines; line++) {
                Pipe first = pipe();
                Pipe from = first;
                for (int hop = 0; hop < hops; hop++) {
                    Pipe in = from;
                    Pipe out = pipe();
                    relays.add(
                            rig.launch(
                                    "relay",
                                    () -> {
                                        for (int i = 0; i < bytes; i++) {
                                            write(out, read(rig.scheduler, in.source()));
                                        }
                                    }));
                    from = out;
                }
                Pipe last = from;
                ends.add(
                        rig.call(
                                "end",
                                () -> {
                                    int sum = 0;
                                    for (int i = 0; i < bytes; i++) {
                                        int value = read(rig.scheduler, last.source());
                                        assertEquals(i, value, "order");
                                        sum += value;
                                    }
                                    return sum;
                                }));
                relays.add(
                        rig.launch(
                                "begin",
                                () -> {
                                    for (int i = 0; i < bytes; i++) {
                                        write(first, i);
                                    }
                                }));
            }
            for (Coroutine<Integer> end : ends) {
                assertEquals(bytes * (bytes - 1) / 2, end.join());
            }
            for (Coroutine<Void> relay : relays) {
                relay.join();
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void threadsWaitForReadinessToo(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine);
                Rig other = new Rig(machine)) {
            Pipe there = pipe();
            Pipe back = pipe();
            FutureTask<Integer> echo =
                    Rig.thread(
                            "echo",
                            () -> {
                                int sum = 0;
                                for (int i = 0; i < 100; i++) {
                                    int value = read(rig.scheduler, there.source());
                                    sum += value;
                                    write(back, value);
                                }
                                return sum;
                            });
            // Also a coroutine of another scheduler.
            int sum =
                    other.in(
                            () -> {
                                int received = 0;
                                for (int i = 0; i < 100; i++) {
                                    write(there, i);
                                    received += read(rig.scheduler, back.source());
                                }
                                return received;
                            });
            assertEquals(4_950, sum);
            assertEquals(4_950, Rig.get(echo));
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void theCloseWakesTheOneThatWaits(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Pipe pipe = pipe();
            Coroutine<Boolean> reader =
                    rig.call("reads", () -> findsClosed(rig.scheduler, pipe.source()));
            rig.settle();
            assertEquals(CoroutineState.PARKED, reader.state());
            rig.scheduler.closeChannel(pipe.source());
            assertTrue(reader.join());
            assertFalse(pipe.source().isOpen());
            // Closing what is closed is no error.
            rig.scheduler.closeChannel(pipe.source());
        }
    }

    private static boolean findsClosed(Scheduler scheduler, Pipe.SourceChannel source)
            throws IOException, InterruptedException {
        try {
            read(scheduler, source);
            return false;
        } catch (ClosedChannelException e) {
            return true;
        }
    }

    /** The close at any moment of a wait: nobody waits for a closed channel. */
    @ParameterizedTest
    @MethodSource(ALL)
    void theCloseMeetsTheWait(Machine machine) throws Exception {
        int count = 300;
        try (Rig rig = new Rig(machine)) {
            CountDownLatch begun = new CountDownLatch(1);
            List<Coroutine<Boolean>> readers = new ArrayList<>();
            List<Pipe> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(pipe());
            }
            FutureTask<Void> closing =
                    Rig.thread(
                            "closes",
                            () -> {
                                begun.await();
                                for (Pipe pipe : all) {
                                    rig.scheduler.closeChannel(pipe.source());
                                }
                                return null;
                            });
            begun.countDown();
            for (Pipe pipe : all) {
                readers.add(rig.call("reads", () -> findsClosed(rig.scheduler, pipe.source())));
            }
            Rig.get(closing);
            int closed = 0;
            for (Coroutine<Boolean> reader : readers) {
                closed += reader.join() ? 1 : 0;
            }
            assertEquals(count, closed);
        }
    }

    /** Data and the close at the same moment: a byte is read, or the close is found. */
    @ParameterizedTest
    @MethodSource(ALL)
    void theCloseMeetsTheReadiness(Machine machine) throws Exception {
        int count = 300;
        try (Rig rig = new Rig(machine)) {
            List<Coroutine<Boolean>> readers = new ArrayList<>();
            List<Pipe> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Pipe pipe = pipe();
                all.add(pipe);
                readers.add(rig.call("reads", () -> findsClosed(rig.scheduler, pipe.source())));
            }
            FutureTask<Void> writing =
                    Rig.thread(
                            "writes",
                            () -> {
                                for (Pipe pipe : all) {
                                    try {
                                        write(pipe, 1);
                                    } catch (IOException e) {
                                        // The other end was closed first.
                                    }
                                }
                                return null;
                            });
            for (Pipe pipe : all) {
                rig.scheduler.closeChannel(pipe.source());
            }
            Rig.get(writing);
            for (Coroutine<Boolean> reader : readers) {
                // True or false; what counts is that it ends, and well.
                reader.join();
                assertEquals(CoroutineState.COMPLETED, reader.state());
            }
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void theCancelWakesTheOneThatWaits(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Pipe pipe = pipe();
            Coroutine<Integer> reader = rig.call("reads", () -> read(rig.scheduler, pipe.source()));
            rig.settle();
            assertEquals(CoroutineState.PARKED, reader.state());
            reader.cancel();
            assertEquals(CoroutineState.CANCELLED, Rig.ended(reader));
            // The next one to wait replaces it.
            Coroutine<Integer> next = rig.call("reads", () -> read(rig.scheduler, pipe.source()));
            rig.settle();
            write(pipe, 7);
            assertEquals(7, next.join());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void anInterruptWakesTheThreadThatWaits(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Pipe pipe = pipe();
            CountDownLatch begun = new CountDownLatch(1);
            AtomicReference<Thread> waiting = new AtomicReference<>();
            FutureTask<InterruptedException> task =
                    Rig.thread(
                            "waits",
                            () -> {
                                waiting.set(Thread.currentThread());
                                begun.countDown();
                                return assertThrows(
                                        InterruptedException.class,
                                        () ->
                                                rig.scheduler.awaitReady(
                                                        pipe.source(), SelectionKey.OP_READ));
                            });
            begun.await();
            waiting.get().interrupt();
            Rig.get(task);
            assertTrue(pipe.source().isOpen());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aClosedChannelIsRefused(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            ReadableByteChannel[] closed = {pipe().source(), pipe().source()};
            Pipe known = pipes.get(1);
            Coroutine<Boolean> reader =
                    rig.call("reads", () -> findsClosed(rig.scheduler, known.source()));
            rig.settle();
            for (ReadableByteChannel channel : closed) {
                rig.scheduler.closeChannel((Pipe.SourceChannel) channel);
                assertThrows(
                        IOException.class,
                        () ->
                                rig.scheduler.awaitReady(
                                        (Pipe.SourceChannel) channel, SelectionKey.OP_READ));
            }
            assertTrue(reader.join());
        }
    }
}
