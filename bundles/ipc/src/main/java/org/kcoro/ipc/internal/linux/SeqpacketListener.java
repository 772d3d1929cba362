// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal.linux;

import java.io.IOException;

import org.kcoro.ipc.TransportConnection;
import org.kcoro.ipc.TransportListener;
import org.kcoro.ipc.internal.SocketFile;

/** A listening socket of packets. */
final class SeqpacketListener implements TransportListener {

    private final WatchedDescriptor watched;
    private final SocketFile file;

    SeqpacketListener(WatchedDescriptor watched, SocketFile file) {
        this.watched = watched;
        this.file = file;
    }

    @Override
    public TransportConnection accept() throws IOException, InterruptedException {
        while (true) {
            int result =
                    watched.descriptor()
                            .use((scratch, number) -> Libc.accept(scratch.state(), number));
            if (result == -Libc.EAGAIN) {
                watched.awaitReadable();
            } else if (result != -Libc.ECONNABORTED) {
                return UnixSeqpacketTransport.connected(
                        new Descriptor(NativeFailure.check("accept4", result)));
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (watched.descriptor().isOpen()) {
            file.remove();
            watched.close();
        }
    }
}
