// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

import org.kcoro.ipc.Transport;
import org.kcoro.ipc.TransportConnection;
import org.kcoro.ipc.TransportListener;
import org.kcoro.scheduler.Scheduler;

/** Unix-domain stream sockets, by the JDK's own channels. */
public class UnixStreamTransport implements Transport {

    public static final String NAME = "unix-stream";
    public static final UnixStreamTransport INSTANCE = new UnixStreamTransport();

    /** The length of {@code sun_path} on Linux, less its end mark. */
    private static final int MAX_PATH_BYTES = 107;

    private static final Charset PATH_CHARSET =
            Charset.forName(System.getProperty("sun.jnu.encoding"));

    protected UnixStreamTransport() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TransportListener listen(Scheduler scheduler, Path path) throws IOException {
        checkLength(path);
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isWritable(folder)) {
            throw new IOException(
                    "cannot listen on socket "
                            + path
                            + ": its folder is missing or not writable; choose a path in a folder that"
                            + " you may write to");
        }
        removeStale(path);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            channel.configureBlocking(false);
            return new UnixStreamListener(scheduler, channel, path);
        } catch (IOException e) {
            channel.close();
            throw new IOException(
                    "cannot listen on socket "
                            + path
                            + ": "
                            + reason(e)
                            + "; choose a path in a folder that you may write to",
                    e);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static void checkLength(Path path) throws IOException {
        int length = path.toString().getBytes(PATH_CHARSET).length;
        if (length > MAX_PATH_BYTES) {
            throw new IOException(
                    "socket path "
                            + path
                            + " has "
                            + length
                            + " bytes, the system takes at most "
                            + MAX_PATH_BYTES
                            + "; choose a shorter one");
        }
    }

    /** Removes a socket that nobody answers. */
    private static void removeStale(Path path) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes =
                    Files.readAttributes(
                            path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return;
        }
        if (!attributes.isOther()) {
            throw new IOException(
                    path + " exists and is no socket; choose another path, or remove it");
        }
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
        } catch (ConnectException e) {
            Files.deleteIfExists(path);
            return;
        }
        throw new IOException(
                "socket " + path + " is in use by a live server; stop it, or choose another path");
    }

    @Override
    public TransportConnection connect(Scheduler scheduler, Path path) throws IOException {
        checkLength(path);
        try {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
            return new UnixStreamConnection(scheduler, channel);
        } catch (IOException e) {
            throw new IOException(
                    "cannot connect to socket "
                            + path
                            + ": "
                            + reason(e)
                            + "; is the server running?",
                    e);
        }
    }
}
