// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

import org.kcoro.channels.Channel;
import org.kcoro.scheduler.Scheduler;

/**
 * Offers channels to other processes, by the wire protocol 1.1. All methods may be called from any
 * coroutine or thread.
 *
 * <p>Requests of one connection for one channel and direction transfer their elements in the order
 * in which they were sent; a try, a close, and one whose time runs out do not wait for those before
 * them. Requests without a request id are carried out strictly one after another. A connection that
 * ends takes back its waiting requests, and leaves the channels as they are; an element whose reply
 * has not gone out then goes back to the head of its channel.
 */
public interface IpcServer extends Closeable {

    /** A variable element size: each element has 0 to 65,535 bytes. */
    int VARIABLE_SIZE = 0;

    /** A server with default settings, without a socket yet. The caller owns it and closes it. */
    static IpcServer create(Scheduler scheduler) {
        return builder().build(scheduler);
    }

    /** A builder with default settings. */
    static IpcServerBuilder builder() {
        return new IpcServerBuilder();
    }

    /**
     * Listens on one more socket.
     *
     * @throws IOException as {@link Transport#listen} does
     */
    void listen(Transport transport, Path path) throws IOException;

    /**
     * Listens on a socket no longer: removes it, and ends the connections that have come by it, as
     * {@link #close} ends all. When this returns, nothing of their transport is in use, unless they
     * could not be ended, which is logged.
     *
     * @return false when it did not listen there
     * @throws IOException when the socket cannot be closed
     */
    boolean stopListening(Path path) throws IOException;

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
     * Removes the sockets and reads no more requests; lets those that it has taken go on for a
     * while ({@link IpcServerBuilder#drain}), and cancels those that wait longer; then ends the
     * connections, and waits until its coroutines have ended, five seconds more at most. The
     * channels stay open. A caller that is asked to stop hastens it. Idempotent.
     *
     * @throws IllegalStateException when called by a coroutine of the server's own
     */
    @Override
    void close() throws IOException;
}
