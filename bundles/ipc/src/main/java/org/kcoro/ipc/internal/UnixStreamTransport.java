// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.kcoro.ipc.Transport;
import org.kcoro.ipc.TransportConnection;
import org.kcoro.ipc.TransportListener;
import org.kcoro.scheduler.Scheduler;

/** Unix-domain stream sockets, by the JDK's own channels. */
public class UnixStreamTransport implements Transport {

    public static final String NAME = "unix-stream";
    public static final UnixStreamTransport INSTANCE = new UnixStreamTransport();

    protected UnixStreamTransport() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TransportListener listen(Scheduler scheduler, Path path) throws IOException {
        SocketFile.makeRoom(path, () -> isAnswered(path));
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            channel.configureBlocking(false);
            return new UnixStreamListener(scheduler, channel, SocketFile.of(path));
        } catch (IOException e) {
            channel.close();
            throw SocketFile.cannotListen(path, e);
        }
    }

    private static boolean isAnswered(Path path) throws IOException {
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (SocketException e) {
            // A live socket of another type.
            return true;
        }
    }

    @Override
    public TransportConnection connect(Scheduler scheduler, Path path) throws IOException {
        SocketFile.bytes(path);
        try {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
            return new UnixStreamConnection(scheduler, channel);
        } catch (IOException e) {
            throw SocketFile.cannotConnect(path, e);
        }
    }
}
