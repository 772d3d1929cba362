// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

import org.kcoro.ipc.PeerCredentials;
import org.kcoro.ipc.TransportConnection;
import org.kcoro.scheduler.Scheduler;

/** A connected Unix-domain stream socket. */
final class UnixStreamConnection implements TransportConnection {

    private final Scheduler scheduler;
    private final SocketChannel channel;

    UnixStreamConnection(Scheduler scheduler, SocketChannel channel) throws IOException {
        this.scheduler = scheduler;
        this.channel = channel;
        channel.configureBlocking(false);
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException, InterruptedException {
        int count = channel.read(buffer);
        while (count == 0) {
            scheduler.awaitReady(channel, SelectionKey.OP_READ);
            count = channel.read(buffer);
        }
        return count;
    }

    @Override
    public boolean tryWrite(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.write(buffer) == 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void awaitWritable() throws IOException, InterruptedException {
        scheduler.awaitReady(channel, SelectionKey.OP_WRITE);
    }

    @Override
    public PeerCredentials credentials() throws IOException {
        UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
        return new PeerCredentials(peer.user(), peer.group());
    }

    @Override
    public void close() throws IOException {
        scheduler.closeChannel(channel);
    }
}
