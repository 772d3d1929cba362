// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;
import java.nio.file.Path;

import org.kcoro.ipc.internal.UnixStreamTransport;
import org.kcoro.ipc.internal.linux.UnixSeqpacketTransport;
import org.kcoro.scheduler.Scheduler;

/**
 * A way for bytes between processes on one host. Implementations are safe for use by any thread.
 *
 * <p>In a container each is a service with the property {@value #NAME_PROPERTY}.
 */
public interface Transport {

    /** The service property that holds {@link #name()}. */
    String NAME_PROPERTY = "kcoro.transport";

    /** The transport {@code unix-stream}: a Unix-domain stream socket, by the JDK's own means. */
    static Transport unixStream() {
        return UnixStreamTransport.INSTANCE;
    }

    /**
     * The transport {@code unix-seqpacket}: a Unix-domain socket of packets, by the C library, on
     * Linux for x86-64 and AArch64; elsewhere it cannot be used. It needs native access.
     */
    static Transport unixSeqpacket() {
        return UnixSeqpacketTransport.INSTANCE;
    }

    /** The name by which users choose it, such as {@code unix-stream}. */
    String name();

    /**
     * Listens on a socket. A socket at that path that nobody answers is stale and replaced. The new
     * one can be used by its owner only, and is gone when the listener is closed.
     *
     * @param scheduler whose coroutines will wait for the socket
     * @throws IOException when the path is too long, taken by a live server or by something that is
     *     no socket, or cannot be made
     */
    TransportListener listen(Scheduler scheduler, Path path) throws IOException;

    /**
     * Connects to a socket.
     *
     * @param scheduler whose coroutines will wait for the connection
     * @throws IOException when nobody listens there
     */
    TransportConnection connect(Scheduler scheduler, Path path) throws IOException;
}
