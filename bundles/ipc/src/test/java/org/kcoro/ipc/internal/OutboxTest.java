// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kcoro.ipc.PeerCredentials;
import org.kcoro.ipc.TransportConnection;
import org.kcoro.scheduler.Latch;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Who writes, when, and what becomes of frames and their deliveries. A frame is one byte here. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutboxTest {

    /** Takes what it may, and notes by which thread. */
    private static final class Gated implements TransportConnection {

        private final List<List<Integer>> writes = new ArrayList<>();
        private final List<Thread> writers = new ArrayList<>();
        private final Latch full = new Latch("full", 1);
        private final Latch opened = new Latch("opened", 1);
        private boolean open;
        private IOException broken;

        /** Takes bytes from now on, and lets those wait no longer who wait for that. */
        void open() {
            synchronized (this) {
                open = true;
            }
            opened.countDown();
        }

        synchronized void fail(IOException cause) {
            broken = cause;
        }

        synchronized List<List<Integer>> writes() {
            return List.copyOf(writes);
        }

        synchronized List<Integer> bytes() {
            return writes.stream().flatMap(List::stream).toList();
        }

        synchronized List<Thread> writers() {
            return List.copyOf(writers);
        }

        @Override
        public synchronized boolean tryWrite(ByteBuffer buffer) throws IOException {
            if (broken != null) {
                throw broken;
            }
            if (!open) {
                full.countDown();
                return false;
            }
            List<Integer> written = new ArrayList<>();
            while (buffer.hasRemaining()) {
                written.add(buffer.get() & 0xFF);
            }
            writes.add(written);
            writers.add(Thread.currentThread());
            return true;
        }

        @Override
        public void awaitWritable() throws InterruptedException {
            opened.await();
        }

        @Override
        public int read(ByteBuffer buffer) {
            throw new AssertionError("nothing is read");
        }

        @Override
        public PeerCredentials credentials() {
            throw new AssertionError("nobody asks");
        }

        @Override
        public void close() {
            open();
        }
    }

    private final Gated transport = new Gated();
    private final List<IOException> failures = new ArrayList<>();
    private final List<String> fates = new ArrayList<>();
    private final Latch failed = new Latch("failed", 1);
    private Scheduler scheduler;
    private Outbox outbox;

    @BeforeEach
    void start() {
        scheduler = Scheduler.builder().name("outbox").workers(1).build();
        outbox = new Outbox(scheduler, transport, "frames", new ReentrantLock(), this::failed);
    }

    @AfterEach
    void stop() {
        outbox.fail(new IOException("the test is over"));
        scheduler.close();
    }

    private void failed(IOException cause) {
        failures.add(cause);
        failed.countDown();
    }

    private static Outbox.FrameEncoder frame(int value) {
        return (writer, buffer) -> buffer.put((byte) value);
    }

    private final class Noted implements Delivery {
        private final int value;

        Noted(int value) {
            this.value = value;
        }

        @Override
        public void written() {
            fates.add(value + " written");
        }

        @Override
        public void lost() {
            fates.add(value + " lost");
        }
    }

    private void addWithDelivery(int value) throws Exception {
        outbox.openDelivery();
        try {
            outbox.add(1, frame(value), new Noted(value));
        } finally {
            outbox.closeDelivery();
        }
    }

    /** Waits until all is written. */
    private void end() throws InterruptedException {
        outbox.close();
        outbox.awaitWritten();
    }

    @Test
    void whoSendsWrites() throws Exception {
        transport.open();
        outbox.add(1, frame(1));
        assertEquals(List.of(1), transport.bytes());
        assertSame(Thread.currentThread(), transport.writers().get(0));
    }

    @Test
    void oneOfManyIsLeftToTheCoroutine() throws Exception {
        transport.open();
        outbox.addToOthers(1, frame(1));
        assertTrue(outbox.offer(1, frame(2)));
        end();
        assertEquals(List.of(1, 2), transport.bytes());
        assertFalse(transport.writers().contains(Thread.currentThread()));
    }

    @Test
    void whereTheTransportIsFullTheSenderGoesOnAndTheOrderStays() throws Exception {
        for (int i = 0; i < 10; i++) {
            outbox.add(1, frame(i));
        }
        transport.full.await();
        transport.open();
        end();
        assertEquals(IntStream.range(0, 10).boxed().toList(), transport.bytes());
        assertFalse(transport.writers().contains(Thread.currentThread()));
    }

    @Test
    void whatIsCorkedGoesOutTogether() throws Exception {
        transport.open();
        outbox.cork();
        outbox.add(1, frame(1));
        outbox.add(1, frame(2));
        assertEquals(List.of(), transport.writes());
        outbox.uncork();
        assertEquals(List.of(List.of(1, 2)), transport.writes());
        outbox.add(1, frame(3));
        assertEquals(List.of(1, 2, 3), transport.bytes());
    }

    @Test
    void noRoomUncorks() throws Exception {
        transport.open();
        outbox.cork();
        outbox.add(1, frame(1));
        // More than is left.
        outbox.add(FrameBuffers.LENGTH, frame(2));
        assertEquals(List.of(1), transport.bytes());
        outbox.uncork();
        assertEquals(List.of(1, 2), transport.bytes());
    }

    @Test
    void aCloseUncorks() throws Exception {
        transport.open();
        outbox.cork();
        outbox.add(1, frame(1));
        end();
        assertEquals(List.of(1), transport.bytes());
    }

    @Test
    void aDeliveryIsToldBeforeTheSenderGoesOn() throws Exception {
        transport.open();
        addWithDelivery(1);
        assertEquals(List.of("1 written"), fates);
    }

    @Test
    void whatASenderCannotWriteIsLostTheNewestFirst() throws Exception {
        addWithDelivery(1);
        outbox.cork();
        addWithDelivery(2);
        addWithDelivery(3);
        transport.full.await();
        transport.fail(new IOException("Broken pipe"));
        transport.open();
        failed.await();
        assertEquals(List.of("3 lost", "2 lost", "1 lost"), fates);
        assertEquals("Broken pipe", failures.get(0).getMessage());
        assertThrows(IOException.class, () -> outbox.add(1, frame(4)));
    }

    @Test
    void aFailureOfTheSendersOwnWriteFailsTheOutbox() throws Exception {
        transport.fail(new IOException("Broken pipe"));
        outbox.openDelivery();
        outbox.add(1, frame(1), new Noted(1));
        failed.await();
        assertEquals(List.of(), fates);
        // Now none can come that would have to be told before.
        outbox.closeDelivery();
        assertEquals(List.of("1 lost"), fates);
    }
}
