// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A poller of the system's port for each test, and pipes that are closed at its end. */
abstract class PollerFixture {

    final Port port = Port.system();
    final List<SelectableChannel> opened = new ArrayList<>();
    Poller poller;

    @BeforeEach
    void open() throws IOException {
        poller = port.openPoller();
    }

    @AfterEach
    void close() throws IOException {
        poller.close();
        for (SelectableChannel channel : opened) {
            channel.close();
        }
    }

    final <C extends SelectableChannel> C nonBlocking(C channel) throws IOException {
        opened.add(channel);
        channel.configureBlocking(false);
        return channel;
    }

    final Pipe pipe() throws IOException {
        Pipe pipe = Pipe.open();
        nonBlocking(pipe.source());
        nonBlocking(pipe.sink());
        return pipe;
    }

    static void write(Pipe pipe) throws IOException {
        assertEquals(1, pipe.sink().write(ByteBuffer.wrap(new byte[] {42})));
    }

    /** Polls until a callback has run; a poll may return early. */
    final void pollUntil(AtomicInteger count, int expected) throws IOException {
        while (count.get() < expected) {
            poller.poll(Poller.NO_DEADLINE);
        }
        assertEquals(expected, count.get());
    }

    /** Polls without waiting, often enough that whatever is due has run. */
    final void pollWhatIsDue() throws IOException {
        for (int i = 0; i < 4; i++) {
            poller.poll(port.nanoTime() - 1);
        }
    }
}
