// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.port;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Channels that are forgotten or closed while somebody waits for them. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PollerForgetTest extends PollerFixture {

    @Test
    void forgettingRunsAllCallbacksOfThatChannelAtOnce() throws IOException {
        ServerSocketChannel server = nonBlocking(ServerSocketChannel.open());
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel client = SocketChannel.open(server.getLocalAddress());
        nonBlocking(client);
        Pipe other = pipe();
        AtomicInteger reads = new AtomicInteger();
        AtomicInteger writes = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        poller.whenReady(client, SelectionKey.OP_READ, reads::incrementAndGet);
        poller.whenReady(client, SelectionKey.OP_WRITE, writes::incrementAndGet);
        poller.whenReady(other.source(), SelectionKey.OP_READ, others::incrementAndGet);
        poller.forget(client);
        assertEquals(1, reads.get());
        assertEquals(1, writes.get());
        assertEquals(0, others.get());
        pollWhatIsDue();
        assertEquals(1, writes.get(), "dropped, though the channel is ready");
        poller.forget(client);
        assertEquals(1, reads.get());
    }

    @Test
    void forgettingAClosedChannelRunsItsCallbacks() throws IOException {
        Pipe pipe = pipe();
        AtomicInteger reads = new AtomicInteger();
        poller.whenReady(pipe.source(), SelectionKey.OP_READ, reads::incrementAndGet);
        pipe.source().close();
        poller.forget(pipe.source());
        assertEquals(1, reads.get());
        pollWhatIsDue();
        poller.forget(pipe.source());
        assertEquals(1, reads.get());
    }

    @Test
    void forgettingWhatWasNeverKnownDoesNothing() throws IOException {
        Pipe pipe = pipe();
        poller.forget(pipe.source());
        AtomicInteger reads = new AtomicInteger();
        poller.whenReady(pipe.source(), SelectionKey.OP_READ, reads::incrementAndGet);
        write(pipe);
        pollUntil(reads, 1);
    }

    @Test
    void aForgottenChannelCanBeAskedAgain() throws IOException {
        Pipe pipe = pipe();
        AtomicInteger reads = new AtomicInteger();
        poller.whenReady(pipe.source(), SelectionKey.OP_READ, reads::incrementAndGet);
        poller.forget(pipe.source());
        pollWhatIsDue();
        poller.whenReady(pipe.source(), SelectionKey.OP_READ, reads::incrementAndGet);
        write(pipe);
        pollUntil(reads, 2);
    }

    @Test
    void aClosedChannelIsRefusedWhetherKnownOrNot() throws IOException {
        AtomicInteger reads = new AtomicInteger();
        Pipe unknown = pipe();
        unknown.source().close();
        assertRefused(unknown, reads);

        Pipe known = pipe();
        poller.whenReady(known.source(), SelectionKey.OP_READ, () -> {});
        known.source().close();
        assertRefused(known, reads);
        poller.forget(known.source());
        assertRefused(known, reads);
        // Now the selector has let go of it.
        pollWhatIsDue();
        assertRefused(known, reads);
        poller.forget(known.source());
        assertEquals(0, reads.get(), "a refused callback does not run");
    }

    private void assertRefused(Pipe pipe, AtomicInteger reads) {
        assertThrows(
                ClosedChannelException.class,
                () ->
                        poller.whenReady(
                                pipe.source(), SelectionKey.OP_READ, reads::incrementAndGet));
    }

    /** A callback that arms itself again as long as its channel is open, and counts. */
    private final class Chain implements Runnable {
        private final Pipe pipe = pipe();
        private final CountDownLatch going = new CountDownLatch(3);
        private final AtomicInteger armed = new AtomicInteger();
        private final AtomicInteger ran = new AtomicInteger();

        Chain() throws IOException {
            write(pipe);
        }

        void arm() {
            armed.incrementAndGet();
            try {
                poller.whenReady(pipe.source(), SelectionKey.OP_READ, this);
            } catch (ClosedChannelException e) {
                armed.decrementAndGet();
            }
        }

        @Override
        public void run() {
            ran.incrementAndGet();
            going.countDown();
            arm();
        }
    }

    /**
     * Readiness and the close of a channel at the same moment: whoever waits is told once, by the
     * one or the other, and never left waiting.
     */
    @Test
    void eachCallbackRunsOnceWhenReadinessMeetsTheClose() throws Exception {
        int count = 10_000;
        AtomicBoolean stop = new AtomicBoolean();
        FutureTask<Void> polling =
                new FutureTask<>(
                        () -> {
                            while (!stop.get()) {
                                poller.poll(Poller.NO_DEADLINE);
                            }
                            return null;
                        });
        port.newThread("polling", polling).start();
        List<Chain> chains = new ArrayList<>();
        for (int i = 0; i < count && !polling.isDone(); i++) {
            Chain chain = new Chain();
            chains.add(chain);
            chain.arm();
            chain.going.await();
            chain.pipe.source().close();
            poller.forget(chain.pipe.source());
            chain.pipe.sink().close();
            opened.clear();
        }
        stop.set(true);
        poller.wakeUp();
        polling.get();
        assertEquals(count, chains.size());
        long lost = chains.stream().filter(c -> c.ran.get() < c.armed.get()).count();
        long extra = chains.stream().filter(c -> c.ran.get() > c.armed.get()).count();
        assertEquals(0, lost, "channels with a callback that never ran");
        assertEquals(0, extra, "channels with a callback that ran although it was refused");
    }
}
