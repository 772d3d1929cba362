// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.kcoro.scheduler.Scheduler;

/** A faulty transport: a connection that the server closes closes all others. */
final class ContagiousTransport implements Transport {

    private final Transport sound = Transport.unixStream();
    private final Set<TransportConnection> open = ConcurrentHashMap.newKeySet();

    @Override
    public String name() {
        return "contagious";
    }

    @Override
    public TransportConnection connect(Scheduler scheduler, Path path) throws IOException {
        return sound.connect(scheduler, path);
    }

    @Override
    public TransportListener listen(Scheduler scheduler, Path path) throws IOException {
        TransportListener listener = sound.listen(scheduler, path);
        return new TransportListener() {
            @Override
            public TransportConnection accept() throws IOException, InterruptedException {
                TransportConnection accepted = listener.accept();
                open.add(accepted);
                return new Contagious(accepted);
            }

            @Override
            public void close() throws IOException {
                listener.close();
            }
        };
    }

    private final class Contagious implements TransportConnection {

        private final TransportConnection connection;

        Contagious(TransportConnection connection) {
            this.connection = connection;
        }

        @Override
        public int read(ByteBuffer buffer) throws IOException, InterruptedException {
            return connection.read(buffer);
        }

        @Override
        public boolean tryWrite(ByteBuffer buffer) throws IOException {
            return connection.tryWrite(buffer);
        }

        @Override
        public void awaitWritable() throws IOException, InterruptedException {
            connection.awaitWritable();
        }

        @Override
        public PeerCredentials credentials() throws IOException {
            return connection.credentials();
        }

        @Override
        public void close() throws IOException {
            for (TransportConnection each : open) {
                each.close();
            }
        }
    }
}
