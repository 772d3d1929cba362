// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.port;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PollerTest extends PollerFixture {

    // Wake-ups and deadlines.

    @Test
    void aWakeUpBeforeThePollIsKept() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            poller.wakeUp();
            poller.poll(Poller.NO_DEADLINE);
        }
    }

    /** Each wake-up must end a poll, be it under way or yet to come, or both threads hang. */
    @Test
    void noWakeUpIsLost() throws Exception {
        int rounds = 5_000;
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        Thread asker = Thread.currentThread();
        FutureTask<Integer> polling =
                new FutureTask<>(
                        () -> {
                            int seen = 0;
                            while (seen < rounds) {
                                poller.poll(Poller.NO_DEADLINE);
                                seen = asked.get();
                                answered.set(seen);
                                port.unpark(asker);
                            }
                            return seen;
                        });
        port.newThread("polling", polling).start();
        for (int i = 1; i <= rounds; i++) {
            asked.set(i);
            poller.wakeUp();
            while (answered.get() < i && !polling.isDone()) {
                port.park(this);
            }
        }
        assertEquals(rounds, polling.get());
    }

    @Test
    void aDeadlineThatHasPassedDoesNotWait() throws IOException {
        poller.poll(port.nanoTime());
        poller.poll(port.nanoTime() - 3_600_000_000_000L);
    }

    /** A poll may return early, so a few early returns prove nothing; a rule does. */
    @Test
    void aPollEndsAtItsDeadlineAndNotBefore() throws IOException {
        int trials = 20;
        int early = 0;
        for (int i = 0; i < trials; i++) {
            // Not a whole number of milliseconds: rounded down it would be early.
            long deadline = port.nanoTime() + 1_900_000 + i;
            poller.poll(deadline);
            early += port.nanoTime() - deadline < 0 ? 1 : 0;
        }
        assertTrue(early < trials / 2, early + " of " + trials + " were early");
    }

    // Readiness.

    @Test
    void aPipeWithBytesIsReadyToRead() throws IOException {
        Pipe pipe = pipe();
        AtomicInteger reads = new AtomicInteger();
        poller.whenReady(pipe.source(), SelectionKey.OP_READ, reads::incrementAndGet);
        pollWhatIsDue();
        assertEquals(0, reads.get());
        write(pipe);
        pollUntil(reads, 1);
    }

    @Test
    void aPipeWithRoomIsReadyToWrite() throws IOException {
        Pipe pipe = pipe();
        ByteBuffer block = ByteBuffer.allocate(4_096);
        while (pipe.sink().write(block.clear()) > 0) {}
        AtomicInteger writes = new AtomicInteger();
        poller.whenReady(pipe.sink(), SelectionKey.OP_WRITE, writes::incrementAndGet);
        pollWhatIsDue();
        assertEquals(0, writes.get(), "the pipe is full");
        while (pipe.source().read(block.clear()) > 0) {}
        pollUntil(writes, 1);
    }

    @Test
    void readinessComesToAPollThatHasBegun() throws Exception {
        Pipe pipe = pipe();
        AtomicInteger reads = new AtomicInteger();
        FutureTask<Void> polling =
                new FutureTask<>(
                        () -> {
                            pollUntil(reads, 1);
                            return null;
                        });
        port.newThread("polling", polling).start();
        poller.whenReady(pipe.source(), SelectionKey.OP_READ, reads::incrementAndGet);
        write(pipe);
        polling.get();
        assertEquals(1, reads.get());
    }

    @Test
    void acceptConnectReadAndWriteAreToldApart() throws IOException {
        ServerSocketChannel server = nonBlocking(ServerSocketChannel.open());
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel client = nonBlocking(SocketChannel.open());
        AtomicInteger accepts = new AtomicInteger();
        AtomicInteger connects = new AtomicInteger();
        poller.whenReady(server, SelectionKey.OP_ACCEPT, accepts::incrementAndGet);
        if (!client.connect(server.getLocalAddress())) {
            poller.whenReady(client, SelectionKey.OP_CONNECT, connects::incrementAndGet);
            pollUntil(connects, 1);
            assertTrue(client.finishConnect());
        }
        pollUntil(accepts, 1);
        SocketChannel accepted = nonBlocking(server.accept());

        AtomicInteger reads = new AtomicInteger();
        AtomicInteger writes = new AtomicInteger();
        poller.whenReady(client, SelectionKey.OP_READ, reads::incrementAndGet);
        poller.whenReady(client, SelectionKey.OP_WRITE, writes::incrementAndGet);
        pollUntil(writes, 1);
        pollWhatIsDue();
        assertEquals(0, reads.get(), "nothing to read yet");
        assertEquals(1, accepted.write(ByteBuffer.wrap(new byte[] {1})));
        pollUntil(reads, 1);
        assertEquals(1, writes.get());
    }

    @Test
    void aCallbackRunsOnce() throws IOException {
        Pipe pipe = pipe();
        AtomicInteger reads = new AtomicInteger();
        write(pipe);
        for (int i = 1; i <= 3; i++) {
            poller.whenReady(pipe.source(), SelectionKey.OP_READ, reads::incrementAndGet);
            pollUntil(reads, i);
            // Still ready, for nobody has read.
            pollWhatIsDue();
            assertEquals(i, reads.get());
        }
    }

    @Test
    void aLaterCallbackReplacesOneThatHasNotRun() throws IOException {
        Pipe pipe = pipe();
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        poller.whenReady(pipe.source(), SelectionKey.OP_READ, first::incrementAndGet);
        poller.whenReady(pipe.source(), SelectionKey.OP_READ, second::incrementAndGet);
        write(pipe);
        pollUntil(second, 1);
        pollWhatIsDue();
        assertEquals(0, first.get());
    }

    @Test
    void aCallbackMayAskAgain() throws IOException {
        Pipe pipe = pipe();
        AtomicInteger reads = new AtomicInteger();
        poller.whenReady(
                pipe.source(),
                SelectionKey.OP_READ,
                new Runnable() {
                    @Override
                    public void run() {
                        if (reads.incrementAndGet() < 5) {
                            try {
                                poller.whenReady(pipe.source(), SelectionKey.OP_READ, this);
                            } catch (ClosedChannelException e) {
                                throw new AssertionError(e);
                            }
                        }
                    }
                });
        write(pipe);
        pollUntil(reads, 5);
        pollWhatIsDue();
        assertEquals(5, reads.get());
    }

    @Test
    void theOneThatPollsRunsTheCallback() throws IOException {
        Pipe pipe = pipe();
        AtomicInteger reads = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        poller.whenReady(
                pipe.source(),
                SelectionKey.OP_READ,
                () -> {
                    threads.add(Thread.currentThread());
                    reads.incrementAndGet();
                });
        write(pipe);
        pollUntil(reads, 1);
        assertSame(Thread.currentThread(), threads.get(0));
    }

    /** Each byte makes its pipe ready once; every readiness must run the one callback armed. */
    @Test
    void oneOfManyChannelsIsFound() throws IOException {
        int count = 64;
        List<Pipe> pipes = new ArrayList<>();
        AtomicIntegerArray reads = new AtomicIntegerArray(count);
        AtomicInteger total = new AtomicInteger();
        for (int i = 0; i < count; i++) {
            int index = i;
            pipes.add(pipe());
            poller.whenReady(
                    pipes.get(i).source(),
                    SelectionKey.OP_READ,
                    () -> {
                        reads.incrementAndGet(index);
                        total.incrementAndGet();
                    });
        }
        int ready = 0;
        for (int i = 0; i < count; i += 3) {
            write(pipes.get(i));
            ready++;
        }
        pollUntil(total, ready);
        pollWhatIsDue();
        for (int i = 0; i < count; i++) {
            assertEquals(i % 3 == 0 ? 1 : 0, reads.get(i), "pipe " + i);
        }
    }

    @Test
    void aBlockingChannelIsRefused() throws IOException {
        Pipe pipe = Pipe.open();
        opened.add(pipe.source());
        opened.add(pipe.sink());
        AtomicInteger reads = new AtomicInteger();
        assertThrows(
                java.nio.channels.IllegalBlockingModeException.class,
                () ->
                        poller.whenReady(
                                pipe.source(), SelectionKey.OP_READ, reads::incrementAndGet));
        assertEquals(0, reads.get());
    }

    @Test
    void pollersAreApart() throws IOException {
        Pipe pipe = pipe();
        AtomicInteger here = new AtomicInteger();
        AtomicInteger there = new AtomicInteger();
        try (Poller other = port.openPoller()) {
            poller.whenReady(pipe.source(), SelectionKey.OP_READ, here::incrementAndGet);
            other.whenReady(pipe.source(), SelectionKey.OP_READ, there::incrementAndGet);
            write(pipe);
            pollUntil(here, 1);
            assertEquals(0, there.get());
            while (there.get() == 0) {
                other.poll(Poller.NO_DEADLINE);
            }
            assertEquals(1, there.get());
            assertFalse(here.get() > 1);
        }
    }
}
