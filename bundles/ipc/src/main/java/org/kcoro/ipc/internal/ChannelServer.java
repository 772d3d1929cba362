// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import org.kcoro.channels.Channel;
import org.kcoro.channels.Channels;
import org.kcoro.ipc.IpcServer;
import org.kcoro.ipc.PeerCredentials;
import org.kcoro.ipc.RemoteChannel;
import org.kcoro.ipc.Transport;
import org.kcoro.ipc.TransportConnection;
import org.kcoro.ipc.TransportListener;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.WaitReason;

/** The server: its sockets, its connections and the channels that it hosts. */
public final class ChannelServer implements IpcServer {

    /** A socket, and who waits for its connections. */
    private record Listening(TransportListener listener, Coroutine<?> accepting) {}

    private static final System.Logger LOG = System.getLogger("org.kcoro.ipc");

    private static final WaitReason DRAIN = new WaitReason("drain", "connections of the server");

    private static final WaitReason AN_END = new WaitReason("end", "a connection of the server");

    /** How long its coroutines may take to see that their sockets are closed. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

    /** How long those that did not may take to end once they are cancelled. */
    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(4);

    /** Of this server alone: it ends with the server. */
    private final Scheduler scheduler;

    private final HostedChannels hosted;
    private final AtomicInteger lastConnection = new AtomicInteger();

    /** By the path of the socket; guarded by this. */
    private final Map<Path, Listening> listeners = new HashMap<>();

    private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
    private final ReadWriteLock settling = new ReentrantReadWriteLock();
    private final ServerLimits limits;
    private final InFlight inFlight;
    private final Channels ownRegistry;
    private final ChannelNames names;

    private volatile boolean closed;

    /** How many connections have ended, and who waits for the end of one. */
    private final AtomicInteger ended = new AtomicInteger();

    private final Set<Parker> endWaiters = ConcurrentHashMap.newKeySet();

    /**
     * Makes a server without a socket.
     *
     * @param registry whose channels of bytes peers open by name; null for one of its own
     */
    public ChannelServer(Scheduler scheduler, ServerLimits limits, Channels registry) {
        this.ownRegistry =
                registry == null ? Channels.builder().drain(Duration.ZERO).build() : null;
        this.hosted = new HostedChannels(limits.maxChannels());
        this.names = new ChannelNames(registry == null ? ownRegistry : registry, hosted);
        this.scheduler = scheduler.share("ipc-server");
        this.limits = limits;
        this.inFlight = new InFlight(null, limits.maxRequests(), limits.maxRequestBytes());
    }

    /** Shared by those who write replies. */
    ReadWriteLock settling() {
        return settling;
    }

    /**
     * Returns once every element whose reply a peer may have seen is received, and its place free.
     */
    void settle() {
        settling.writeLock().lock();
        settling.writeLock().unlock();
    }

    ServerLimits limits() {
        return limits;
    }

    /** The requests in flight of all connections. */
    InFlight inFlight() {
        return inFlight;
    }

    @Override
    public synchronized void listen(Transport transport, Path path) throws IOException {
        if (closed) {
            throw new IOException("the server is closed; it cannot listen on " + path);
        }
        TransportListener listener = transport.listen(scheduler, path);
        try {
            UserPrincipal own = PeerPolicy.ownerOf(path);
            limits.peers().open(path);
            Coroutine<?> accepting =
                    scheduler.launch("ipc-accept " + path, () -> acceptAll(listener, path, own));
            listeners.put(path, new Listening(listener, accepting));
        } catch (Throwable e) {
            listener.close();
            throw e;
        }
    }

    private synchronized boolean listensOn(Path path) {
        return listeners.containsKey(path);
    }

    @Override
    public boolean stopListening(Path path) throws IOException {
        Listening ended;
        synchronized (this) {
            ended = listeners.remove(path);
        }
        if (ended == null) {
            return false;
        }
        ended.listener().close();
        awaitEnd(ended.accepting());
        List<ServerConnection> left =
                connections.stream().filter(each -> each.socket().equals(path)).toList();
        left.forEach(ServerConnection::stop);
        awaitEnd(left, limits.drain());
        left.forEach(each -> each.cancelWaits("the server listens there no longer"));
        awaitEnd(left, CLOSE_PATIENCE);
        left.forEach(ServerConnection::close);
        awaitEnd(left, CANCEL_PATIENCE);
        left.stream()
                .filter(connections::contains)
                .forEach(
                        each ->
                                LOG.log(
                                        Level.WARNING,
                                        "{0} has not ended with its socket {1}",
                                        each,
                                        path));
        return true;
    }

    private void acceptAll(TransportListener listener, Path path, UserPrincipal own)
            throws InterruptedException {
        while (!closed) {
            try {
                serve(listener.accept(), path, own);
            } catch (ClosedChannelException e) {
                // The server was closed.
                return;
            } catch (IOException e) {
                if (closed || !listensOn(path)) {
                    return;
                }
                LOG.log(
                        Level.ERROR,
                        "socket " + path + " accepts no connection until another one has ended",
                        e);
                // As a rule there are no descriptors left, and an end gives one back.
                awaitAnEnd();
            }
        }
    }

    private void awaitAnEnd() throws InterruptedException {
        Parker parker = Parker.current();
        int before = ended.get();
        endWaiters.add(parker);
        try {
            while (ended.get() == before && !closed) {
                parker.checkStop();
                parker.park(AN_END);
            }
        } finally {
            endWaiters.remove(parker);
        }
    }

    private void serve(TransportConnection connection, Path path, UserPrincipal own) {
        String name = "ipc-connection-" + lastConnection.incrementAndGet();
        String refusal = refusal(connection, own);
        if (refusal != null) {
            LOG.log(Level.WARNING, "{0} was closed: {1}", name, refusal);
            try {
                connection.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, name + " failed to close", e);
            }
            return;
        }
        ServerConnection server = new ServerConnection(this, scheduler, connection, path, name);
        connections.add(server);
        scheduler.launch(name, server::run);
        if (closed) {
            server.stop();
        }
    }

    /** Why a connection is not served, or null. */
    private String refusal(TransportConnection connection, UserPrincipal own) {
        if (connections.size() >= limits.maxConnections()) {
            return "there are "
                    + limits.maxConnections()
                    + " connections; more are allowed by the setting maxConnections";
        }
        try {
            PeerCredentials peer = connection.credentials();
            return limits.peers().allows(peer, own)
                    ? null
                    : "its peer is user "
                            + peer.user()
                            + ", group "
                            + peer.group()
                            + "; others than user "
                            + own
                            + " are allowed by the settings allowedUsers and allowedGroups";
        } catch (IOException e) {
            return "the system does not say who its peer is: " + e.getMessage();
        }
    }

    void ended(ServerConnection connection) {
        connections.remove(connection);
        ended.incrementAndGet();
        endWaiters.forEach(Parker::unpark);
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
        return hosted.host(channel, elementSize, false).id();
    }

    @Override
    public boolean withdraw(int channelId) {
        return hosted.withdraw(channelId);
    }

    /** The channels by their ids. */
    HostedChannels hosted() {
        return hosted;
    }

    /** The names of channels. */
    ChannelNames names() {
        return names;
    }

    @Override
    public void close() throws IOException {
        Collection<Listening> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(listeners.values());
            listeners.clear();
        }
        for (Listening each : open) {
            each.listener().close();
        }
        endWaiters.forEach(Parker::unpark);
        connections.forEach(ServerConnection::stop);
        awaitEnd(connections, limits.drain());
        connections.forEach(each -> each.cancelWaits("the server is closed"));
        for (Coroutine<?> left : scheduler.drain(CLOSE_PATIENCE, CANCEL_PATIENCE)) {
            LOG.log(Level.WARNING, "the server was closed while {0} had not ended", left);
        }
        if (ownRegistry != null) {
            ownRegistry.close();
        }
    }

    /** Waits until connections have ended, a time has passed, or the caller is told to stop. */
    private void awaitEnd(Collection<ServerConnection> awaited, Duration patience) {
        Parker parker = Parker.current();
        endWaiters.add(parker);
        long deadlineNanos = parker.deadlineAfter(patience);
        try {
            while (!Collections.disjoint(connections, awaited)
                    && deadlineNanos - parker.nanoTime() > 0) {
                parker.checkStop();
                parker.parkUntil(DRAIN, deadlineNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CancellationException e) {
            // Shows at the next wait; the connections get no more time.
        } finally {
            endWaiters.remove(parker);
        }
    }

    /** Waits as well, for the coroutine of a socket that was closed. */
    private static void awaitEnd(Coroutine<?> accepting) {
        Parker parker = Parker.current();
        long deadlineNanos = parker.deadlineAfter(CLOSE_PATIENCE);
        accepting.whenDone(parker::unpark);
        try {
            while (!accepting.state().isDone() && deadlineNanos - parker.nanoTime() > 0) {
                parker.checkStop();
                parker.parkUntil(DRAIN, deadlineNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CancellationException e) {
            // As above.
        }
    }
}
