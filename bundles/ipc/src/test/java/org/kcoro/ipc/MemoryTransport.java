// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.WaitReason;

/**
 * A transport within this process, whose waits are those of the scheduler alone, so that a
 * simulation sees all of them. Its pipes are narrow: frames go in pieces.
 */
final class MemoryTransport implements Transport {

    private static final WaitReason BYTES = new WaitReason("bytes", "a pipe");
    private static final WaitReason CONNECTION = new WaitReason("connection", "a listener");

    private final int width;
    private final Map<Path, Listener> listeners = new ConcurrentHashMap<>();

    /**
     * A transport without listeners.
     *
     * @param width how many bytes may be under way in a direction
     */
    MemoryTransport(int width) {
        this.width = width;
    }

    /** Something that changes, and those that wait until it does. */
    private static class Changing {

        private final List<Parker> waiting = new ArrayList<>();
        boolean closed;

        void changed() {
            List<Parker> wake;
            synchronized (this) {
                wake = List.copyOf(waiting);
                waiting.clear();
            }
            wake.forEach(Parker::unpark);
        }

        synchronized void waits(Parker parker) {
            waiting.add(parker);
        }

        void close() {
            synchronized (this) {
                closed = true;
            }
            changed();
        }
    }

    /** Bytes in one direction. */
    private final class Pipe extends Changing {

        private final ArrayDeque<Byte> bytes = new ArrayDeque<>();

        /** How many were taken; 0 for none yet, -1 at the end. */
        synchronized int take(ByteBuffer into, Parker parker) {
            int count = 0;
            while (into.hasRemaining() && !bytes.isEmpty()) {
                into.put(bytes.remove());
                count++;
            }
            if (count == 0 && closed) {
                return -1;
            }
            if (count == 0) {
                waits(parker);
            }
            return count;
        }

        synchronized boolean give(ByteBuffer from) throws IOException {
            if (closed) {
                throw new IOException("Broken pipe");
            }
            while (from.hasRemaining() && bytes.size() < width) {
                bytes.add(from.get());
            }
            return !from.hasRemaining();
        }

        synchronized boolean isFull(Parker parker) {
            if (closed || bytes.size() < width) {
                return false;
            }
            waits(parker);
            return true;
        }
    }

    private final class Connection implements TransportConnection {

        private final Path path;
        private final Pipe in;
        private final Pipe out;
        private volatile boolean closed;

        Connection(Path path, Pipe in, Pipe out) {
            this.path = path;
            this.in = in;
            this.out = out;
        }

        private void checkOpen() throws IOException {
            if (closed) {
                throw new ClosedChannelException();
            }
        }

        @Override
        public int read(ByteBuffer buffer) throws IOException, InterruptedException {
            Parker parker = Parker.current();
            while (true) {
                checkOpen();
                int count = in.take(buffer, parker);
                if (count != 0) {
                    in.changed();
                    return count;
                }
                parker.checkStop();
                parker.park(BYTES);
            }
        }

        @Override
        public boolean tryWrite(ByteBuffer buffer) throws IOException {
            checkOpen();
            boolean all = out.give(buffer);
            out.changed();
            return all;
        }

        @Override
        public void awaitWritable() throws IOException, InterruptedException {
            Parker parker = Parker.current();
            while (out.isFull(parker)) {
                checkOpen();
                parker.checkStop();
                parker.park(BYTES);
            }
        }

        @Override
        public PeerCredentials credentials() throws IOException {
            GroupPrincipal group = Files.readAttributes(path, PosixFileAttributes.class).group();
            return new PeerCredentials(Files.getOwner(path), group);
        }

        @Override
        public void close() {
            closed = true;
            in.close();
            out.close();
        }
    }

    private final class Listener extends Changing implements TransportListener {

        private final Path path;
        private final ArrayDeque<TransportConnection> arrived = new ArrayDeque<>();

        Listener(Path path) {
            this.path = path;
        }

        synchronized TransportConnection connect() throws IOException {
            if (closed) {
                throw new IOException("nobody listens on " + path);
            }
            Pipe there = new Pipe();
            Pipe back = new Pipe();
            arrived.add(new Connection(path, there, back));
            return new Connection(path, back, there);
        }

        @Override
        public TransportConnection accept() throws IOException, InterruptedException {
            Parker parker = Parker.current();
            while (true) {
                synchronized (this) {
                    if (closed) {
                        throw new ClosedChannelException();
                    }
                    if (!arrived.isEmpty()) {
                        return arrived.remove();
                    }
                    waits(parker);
                }
                parker.checkStop();
                parker.park(CONNECTION);
            }
        }

        @Override
        public void close() {
            super.close();
            listeners.remove(path, this);
        }
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public TransportListener listen(Scheduler scheduler, Path path) throws IOException {
        if (!Files.exists(path)) {
            Files.createFile(path);
        }
        Listener listener = new Listener(path);
        listeners.put(path, listener);
        return listener;
    }

    @Override
    public TransportConnection connect(Scheduler scheduler, Path path) throws IOException {
        Listener listener = listeners.get(path);
        if (listener == null) {
            throw new IOException("nobody listens on " + path);
        }
        TransportConnection connection = listener.connect();
        listener.changed();
        return connection;
    }
}
