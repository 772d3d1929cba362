// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.Closeable;
import java.io.IOException;

/** A socket that connections come to. */
public interface TransportListener extends Closeable {

    /**
     * Waits for the next connection, which the caller owns. One coroutine or thread at a time.
     *
     * @throws java.nio.channels.ClosedChannelException when the listener is closed
     * @throws InterruptedException when the thread that waits is interrupted
     */
    TransportConnection accept() throws IOException, InterruptedException;

    /** Closes it and removes its socket; a pending {@link #accept} ends. Idempotent. */
    @Override
    void close() throws IOException;
}
