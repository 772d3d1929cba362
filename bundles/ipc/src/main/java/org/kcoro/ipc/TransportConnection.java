// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Frames in both directions. What is read is a stream of bytes, whatever it was split into; what is
 * written begins with a frame, and a transport of packets may look at the frames' headers. One
 * reader and one writer at a time.
 */
public interface TransportConnection extends Closeable {

    /**
     * Waits until bytes arrive and takes as many as there are and fit.
     *
     * @param buffer with at least one byte remaining
     * @return how many, or -1 when the peer has ended its direction
     * @throws java.nio.channels.ClosedChannelException when the connection is closed on this side
     * @throws InterruptedException when the thread that waits is interrupted
     */
    int read(ByteBuffer buffer) throws IOException, InterruptedException;

    /**
     * Hands as many of the remaining bytes to the transport as it takes at once; the buffer's
     * position tells how many.
     *
     * @return whether it has taken all
     * @throws java.nio.channels.ClosedChannelException when the connection is closed on this side
     */
    boolean tryWrite(ByteBuffer buffer) throws IOException;

    /**
     * Waits until the transport may take bytes again; may return early.
     *
     * @throws java.nio.channels.ClosedChannelException when the connection is closed on this side
     * @throws InterruptedException when the thread that waits is interrupted
     */
    void awaitWritable() throws IOException, InterruptedException;

    /**
     * Hands all remaining bytes to the transport; waits while the peer does not take them.
     *
     * @throws InterruptedException when the thread that waits is interrupted
     */
    default void write(ByteBuffer buffer) throws IOException, InterruptedException {
        while (!tryWrite(buffer)) {
            awaitWritable();
        }
    }

    /**
     * Who the peer is, as the operating system says; never as the peer does.
     *
     * @throws IOException when the connection is closed, or the system does not tell
     */
    PeerCredentials credentials() throws IOException;

    /** Closes it; a pending read or write ends. Idempotent. */
    @Override
    void close() throws IOException;
}
