// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import org.kcoro.ipc.TransportConnection;
import org.kcoro.ipc.TransportListener;
import org.kcoro.scheduler.Scheduler;

/** A listening Unix-domain stream socket. */
final class UnixStreamListener implements TransportListener {

    private final Scheduler scheduler;
    private final ServerSocketChannel channel;
    private final SocketFile file;

    UnixStreamListener(Scheduler scheduler, ServerSocketChannel channel, SocketFile file) {
        this.scheduler = scheduler;
        this.channel = channel;
        this.file = file;
    }

    @Override
    public TransportConnection accept() throws IOException, InterruptedException {
        for (; ; ) {
            SocketChannel accepted = channel.accept();
            if (accepted != null) {
                return new UnixStreamConnection(scheduler, accepted);
            }
            scheduler.awaitReady(channel, SelectionKey.OP_ACCEPT);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            file.remove();
            scheduler.closeChannel(channel);
        }
    }
}
