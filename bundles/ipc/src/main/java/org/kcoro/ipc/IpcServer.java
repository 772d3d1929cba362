// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

import org.kcoro.channels.Channel;
import org.kcoro.ipc.internal.ChannelServer;
import org.kcoro.scheduler.Scheduler;

/**
 * Offers channels to other processes, by the wire protocol 1.1. All methods may be called from any
 * coroutine or thread.
 *
 * <p>Requests of one connection for one channel and direction are carried out in the order in which
 * they were sent, and so are all requests without a request id; others may overtake one another. A
 * connection that ends takes back its waiting requests, and leaves the channels as they are.
 */
public interface IpcServer extends Closeable {

    /** A variable element size: each element has 0 to 65,535 bytes. */
    int VARIABLE_SIZE = 0;

    /** A server without a socket yet. The caller owns it and closes it. */
    static IpcServer create(Scheduler scheduler) {
        return new ChannelServer(scheduler);
    }

    /**
     * Listens on one more socket.
     *
     * @throws IOException as {@link Transport#listen} does
     */
    void listen(Transport transport, Path path) throws IOException;

    /**
     * Offers a channel.
     *
     * @param elementSize of every element in bytes, 1 to 65,535, or {@link #VARIABLE_SIZE}
     * @return the id under which peers use it: from 1001, rising, never used again
     */
    int offer(Channel<byte[]> channel, int elementSize);

    /** Offers a channel no longer; it stays open. False when there was none of that id. */
    boolean withdraw(int channelId);

    /**
     * Ends all connections, removes the sockets, and waits until its coroutines have ended, five
     * seconds at most; the channels stay open. Idempotent.
     *
     * @throws IllegalStateException when called by a coroutine of the server's own
     */
    @Override
    void close() throws IOException;
}
