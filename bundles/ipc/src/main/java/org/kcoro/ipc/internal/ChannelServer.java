// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.kcoro.channels.Channel;
import org.kcoro.ipc.IpcServer;
import org.kcoro.ipc.RemoteChannel;
import org.kcoro.ipc.Transport;
import org.kcoro.ipc.TransportConnection;
import org.kcoro.ipc.TransportListener;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;

/** The server: its sockets, its connections and the channels that it hosts. */
public final class ChannelServer implements IpcServer {

    private static final System.Logger LOG = System.getLogger("org.kcoro.ipc");

    /** The id before the first. */
    private static final int LAST_RESERVED_ID = 1000;

    /** How many channels peers may make, so that none of them fills the memory with channels. */
    private static final int MAX_CHANNELS = 65_536;

    /** How long its coroutines may take to see that their sockets are closed. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

    /** How long those that did not may take to end once they are cancelled. */
    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(4);

    /** Of this server alone: it ends with the server. */
    private final Scheduler scheduler;

    private final Map<Integer, HostedChannel> channels = new ConcurrentHashMap<>();
    private final AtomicInteger lastId = new AtomicInteger(LAST_RESERVED_ID);
    private final AtomicInteger lastConnection = new AtomicInteger();
    private final List<TransportListener> listeners = new ArrayList<>();
    private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public ChannelServer(Scheduler scheduler) {
        this.scheduler = scheduler.share("ipc-server");
    }

    @Override
    public synchronized void listen(Transport transport, Path path) throws IOException {
        if (closed) {
            throw new IOException("the server is closed; it cannot listen on " + path);
        }
        TransportListener listener = transport.listen(scheduler, path);
        listeners.add(listener);
        scheduler.launch("ipc-accept " + path, () -> acceptAll(listener, path));
    }

    private void acceptAll(TransportListener listener, Path path) throws InterruptedException {
        try {
            while (!closed) {
                serve(listener.accept());
            }
        } catch (ClosedChannelException e) {
            // The server was closed.
        } catch (IOException e) {
            if (!closed) {
                LOG.log(Level.ERROR, "socket " + path + " accepts no more connections", e);
            }
        }
    }

    private void serve(TransportConnection connection) {
        String name = "ipc-connection-" + lastConnection.incrementAndGet();
        ServerConnection server = new ServerConnection(this, scheduler, connection, name);
        connections.add(server);
        scheduler.launch(name, server::run);
        if (closed) {
            server.close();
        }
    }

    void ended(ServerConnection connection) {
        connections.remove(connection);
    }

    @Override
    public int offer(Channel<byte[]> channel, int elementSize) {
        Objects.requireNonNull(channel, "channel");
        if (elementSize < 0 || elementSize > RemoteChannel.MAX_ELEMENT_LENGTH) {
            throw new IllegalArgumentException(
                    channel
                            + ": element size is "
                            + elementSize
                            + "; it must be from 0 to "
                            + RemoteChannel.MAX_ELEMENT_LENGTH);
        }
        int id = lastId.incrementAndGet();
        channels.put(id, new HostedChannel(id, channel, elementSize));
        return id;
    }

    @Override
    public boolean withdraw(int channelId) {
        return channels.remove(channelId) != null;
    }

    /** The channel of an id, or null. */
    HostedChannel find(int channelId) {
        return channels.get(channelId);
    }

    boolean isFull() {
        return channels.size() >= MAX_CHANNELS;
    }

    @Override
    public void close() throws IOException {
        Collection<TransportListener> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(listeners);
            listeners.clear();
        }
        for (TransportListener listener : open) {
            listener.close();
        }
        connections.forEach(ServerConnection::close);
        for (Coroutine<?> left : scheduler.drain(CLOSE_PATIENCE, CANCEL_PATIENCE)) {
            LOG.log(Level.WARNING, "the server was closed while {0} had not ended", left);
        }
    }
}
