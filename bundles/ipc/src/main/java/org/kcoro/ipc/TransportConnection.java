// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A stream of bytes in both directions. One reader and one writer at a time. */
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
     * Hands all remaining bytes to the transport; waits while the peer does not take them.
     *
     * @throws InterruptedException when the thread that waits is interrupted
     */
    void write(ByteBuffer buffer) throws IOException, InterruptedException;

    /** Closes it; a pending read or write ends. Idempotent. */
    @Override
    void close() throws IOException;
}
