// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelBuilder;
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

    private static final System.Logger LOG = System.getLogger("org.kcoro.ipc");

    private static final WaitReason DRAIN = new WaitReason("drain", "connections of the server");

    private static final WaitReason AN_END = new WaitReason("end", "a connection of the server");

    /** The id before the first. */
    private static final int LAST_RESERVED_ID = 1000;

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
    private final ReadWriteLock settling = new ReentrantReadWriteLock();
    private final ServerLimits limits;
    private final InFlight inFlight;
    private final Channels ownRegistry;
    private final ChannelNames names;

    /** Ids that were withdrawn: unlike those that were destroyed, they are unknown to peers. */
    private final Set<Integer> withdrawn = ConcurrentHashMap.newKeySet();

    /** How many of the channels were made by peers. */
    private final AtomicInteger made = new AtomicInteger();

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
        this.names = new ChannelNames(registry == null ? ownRegistry : registry, this);
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
        listeners.add(listener);
        UserPrincipal own = PeerPolicy.ownerOf(path);
        limits.peers().open(path);
        scheduler.launch("ipc-accept " + path, () -> acceptAll(listener, path, own));
    }

    private void acceptAll(TransportListener listener, Path path, UserPrincipal own)
            throws InterruptedException {
        while (!closed) {
            try {
                serve(listener.accept(), own);
            } catch (ClosedChannelException e) {
                // The server was closed.
                return;
            } catch (IOException e) {
                if (closed) {
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

    private void serve(TransportConnection connection, UserPrincipal own) {
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
        ServerConnection server = new ServerConnection(this, scheduler, connection, name);
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
        return host(channel, elementSize, false).id();
    }

    /** Gives a channel an id. */
    HostedChannel host(Channel<byte[]> channel, int elementSize, boolean byPeer) {
        return host(lastId.incrementAndGet(), channel, elementSize, byPeer);
    }

    private HostedChannel host(int id, Channel<byte[]> channel, int elementSize, boolean byPeer) {
        if (byPeer) {
            made.incrementAndGet();
        }
        HostedChannel hosted = new HostedChannel(id, channel, elementSize, byPeer, false);
        channels.put(id, hosted);
        return hosted;
    }

    /** The names of channels. */
    ChannelNames names() {
        return names;
    }

    /** The channels whose ids are greater than one, in the order of their ids. */
    List<HostedChannel> listAfter(int id) {
        return channels.values().stream()
                .filter(hosted -> hosted.id() > id)
                .sorted(Comparator.comparingInt(HostedChannel::id))
                .toList();
    }

    /** Makes a channel for a peer; answers its id. */
    int make(Consumer<ChannelBuilder<byte[]>> kind, int elementSize) {
        int id = lastId.incrementAndGet();
        ChannelBuilder<byte[]> builder =
                Channel.<byte[]>builder("ipc-" + id).sizer(element -> element.length);
        kind.accept(builder);
        return host(id, builder.build(), elementSize, true).id();
    }

    @Override
    public boolean withdraw(int channelId) {
        // First, so that nobody takes it for destroyed.
        withdrawn.add(channelId);
        HostedChannel hosted = channels.remove(channelId);
        if (hosted == null) {
            withdrawn.remove(channelId);
        } else {
            removed(hosted);
        }
        return hosted != null;
    }

    /** The channel of an id, or null. */
    HostedChannel find(int channelId) {
        HostedChannel hosted = channels.get(channelId);
        if (hosted != null && hosted.isOver()) {
            forget(hosted);
            return null;
        }
        return hosted;
    }

    private void forget(HostedChannel hosted) {
        if (channels.remove(hosted.id(), hosted)) {
            removed(hosted);
        }
    }

    private void removed(HostedChannel hosted) {
        if (hosted.made()) {
            made.decrementAndGet();
        }
    }

    /** Closes the channel of an id; once it is drained it is no longer kept. */
    void destroy(int channelId) {
        HostedChannel hosted =
                channels.computeIfPresent(
                        channelId,
                        (id, old) ->
                                new HostedChannel(
                                        id, old.channel(), old.elementSize(), old.made(), true));
        if (hosted != null) {
            hosted.channel().close();
        }
    }

    /** Whether an id stood for a channel that was destroyed and drained. */
    boolean wasDestroyed(int channelId) {
        return channelId > LAST_RESERVED_ID
                && channelId <= lastId.get()
                && !channels.containsKey(channelId)
                && !withdrawn.contains(channelId);
    }

    /** Whether peers can make no more channels. */
    boolean isFull() {
        if (made.get() < limits.maxChannels()) {
            return false;
        }
        channels.values().stream().filter(HostedChannel::isOver).forEach(this::forget);
        return made.get() >= limits.maxChannels();
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
        endWaiters.forEach(Parker::unpark);
        connections.forEach(ServerConnection::stop);
        awaitConnections();
        connections.forEach(each -> each.cancelWaits("the server is closed"));
        for (Coroutine<?> left : scheduler.drain(CLOSE_PATIENCE, CANCEL_PATIENCE)) {
            LOG.log(Level.WARNING, "the server was closed while {0} had not ended", left);
        }
        if (ownRegistry != null) {
            ownRegistry.close();
        }
    }

    /**
     * Waits until all connections have ended, the drain's time has passed, or it is told to stop.
     */
    private void awaitConnections() {
        Parker parker = Parker.current();
        endWaiters.add(parker);
        long deadlineNanos = parker.deadlineAfter(limits.drain());
        try {
            while (!connections.isEmpty() && deadlineNanos - parker.nanoTime() > 0) {
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
}
