// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

import org.kcoro.ipc.TransportConnection;
import org.kcoro.ipc.TransportListener;
import org.kcoro.scheduler.Scheduler;

/** A listening Unix-domain stream socket. */
final class UnixStreamListener implements TransportListener {

    private final Scheduler scheduler;
    private final ServerSocketChannel channel;
    private final Path path;

    /** Tells our socket from one that somebody has put in its place. */
    private final Object fileKey;

    UnixStreamListener(Scheduler scheduler, ServerSocketChannel channel, Path path)
            throws IOException {
        this.scheduler = scheduler;
        this.channel = channel;
        this.path = path;
        this.fileKey = fileKey(path);
    }

    private static Object fileKey(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
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
            removeSocket();
            scheduler.closeChannel(channel);
        }
    }

    private void removeSocket() throws IOException {
        try {
            if (fileKey(path).equals(fileKey)) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // Somebody was first.
        }
    }
}
