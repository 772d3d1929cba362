// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.kcoro.ipc.IpcException;
import org.kcoro.ipc.Transport;
import org.kcoro.ipc.TransportConnection;
import org.kcoro.protocol.AttributeType;
import org.kcoro.protocol.Command;
import org.kcoro.protocol.FrameDecoder;
import org.kcoro.protocol.FrameReader;
import org.kcoro.protocol.FrameWriter;
import org.kcoro.protocol.Hello;
import org.kcoro.protocol.ProtocolException;
import org.kcoro.protocol.WireResult;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.WaitReason;

/**
 * The client's side of one connection. One coroutine reads replies; who sends a request writes it
 * himself, and another coroutine does where the peer is slow, or where many are sent at once.
 */
final class ClientConnection {

    /** More scalars than any request has. */
    private static final int MAX_REQUEST_SCALARS = 8;

    private final TransportConnection connection;
    private final Outbox outbox;
    private final String name;
    private final WaitReason replyReason;
    private final Map<Integer, ReplyHandler> pending = new ConcurrentHashMap<>();
    private final AtomicInteger lastRequestId = new AtomicInteger();

    private final LateElements lateElements = new LateElements();
    private final Duration grace;

    private final PendingReply helloReply = new PendingReply(reply -> {});

    /** Guarded by this. */
    private final List<Consumer<IOException>> endActions = new ArrayList<>();

    private volatile Hello peer;
    private volatile IOException failure;

    private ClientConnection(
            Scheduler scheduler, TransportConnection connection, Path path, Duration grace) {
        this.connection = connection;
        this.grace = grace;
        this.name = "connection to " + path;
        this.replyReason = new WaitReason("reply", name);
        this.outbox =
                new Outbox(
                        scheduler,
                        connection,
                        name + ", requests",
                        new ReentrantLock(),
                        this::fail);
        scheduler.launch(name + ", replies", this::readAll);
    }

    /**
     * Connects and says HELLO.
     *
     * @param grace how long it waits, beyond a timeout, for an answer
     */
    static ClientConnection open(
            Scheduler scheduler, Transport transport, Path path, Duration grace)
            throws IOException, InterruptedException {
        ClientConnection client =
                new ClientConnection(scheduler, transport.connect(scheduler, path), path, grace);
        try {
            client.outbox.add(Hello.FRAME_LENGTH, Hello.OURS::encode);
            client.helloReply.await(client.replyReason);
            return client;
        } catch (Throwable e) {
            client.close();
            throw e;
        }
    }

    // Replies.

    private void readAll() throws InterruptedException {
        IOException end = new IOException(name + " was ended by its peer");
        try {
            FrameDecoder decoder = new FrameDecoder();
            FrameReader frame = new FrameReader();
            while (connection.read(decoder.writableBuffer()) >= 0) {
                decoder.received();
                while (decoder.next(frame)) {
                    take(frame);
                }
            }
        } catch (IOException e) {
            end = new IOException(name + " has failed: " + e.getMessage(), e);
        } finally {
            fail(end);
        }
    }

    private void take(FrameReader frame) throws IOException {
        if (peer == null) {
            Hello hello = Hello.parse(frame);
            if (!hello.isCompatible()) {
                throw new ProtocolException(
                        "the peer speaks version " + hello.major() + "." + hello.minor());
            }
            peer = hello;
            helloReply.replied(Reply.of(frame));
            return;
        }
        int requestId = frame.u32(AttributeType.REQ_ID, Request.NO_ID);
        ReplyHandler handler =
                requestId == Request.NO_ID ? oldestPending() : pending.remove(requestId);
        if (handler == null) {
            throw new ProtocolException(
                    "a reply with command " + frame.command() + " to no request, id " + requestId);
        }
        handler.replied(Reply.of(frame));
    }

    /**
     * Whom a reply without an id answers: a peer of version 1.0 gives none with some errors, and
     * answers in order.
     */
    private ReplyHandler oldestPending() {
        Integer oldest = null;
        for (Integer id : pending.keySet()) {
            // By their difference, for they begin again one day.
            if (oldest == null || id - oldest < 0) {
                oldest = id;
            }
        }
        return oldest == null || peer.speaks(1) ? null : pending.remove(oldest);
    }

    private void fail(IOException cause) {
        List<Consumer<IOException>> told;
        synchronized (this) {
            if (failure == null) {
                failure = cause;
            }
            told = List.copyOf(endActions);
            endActions.clear();
        }
        outbox.fail(failure);
        if (peer == null) {
            helloReply.failed(failure);
        }
        failPending();
        try {
            connection.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        told.forEach(action -> action.accept(failure));
    }

    /** As {@link org.kcoro.ipc.IpcClient#whenEnded}. */
    void whenEnded(Consumer<IOException> action) {
        synchronized (this) {
            if (failure == null) {
                endActions.add(action);
                return;
            }
        }
        action.accept(failure);
    }

    private void failPending() {
        for (Integer requestId : pending.keySet()) {
            ReplyHandler handler = pending.remove(requestId);
            if (handler != null) {
                handler.failed(failure);
            }
        }
    }

    // Requests.

    /**
     * Sends one of many requests; who waits for its reply alone {@linkplain #call calls}.
     *
     * @param elementLength of the element that it carries, in bytes
     * @param handler told of the reply, or of the failure if this returns normally
     */
    void request(
            Command command, int elementLength, RequestAttributes attributes, ReplyHandler handler)
            throws IOException, InterruptedException {
        // What waits for a window of replies has more to send: they go out together.
        outbox.addToOthers(
                FrameWriter.encodedLength(MAX_REQUEST_SCALARS, elementLength),
                encoder(command, attributes, handler));
        // After adding: a failure that did not see this request is seen here.
        if (failure != null) {
            failPending();
        }
    }

    private Outbox.FrameEncoder encoder(
            Command command, RequestAttributes attributes, ReplyHandler handler) {
        return (writer, buffer) -> {
            // Here, so that ids are in the order of the requests.
            int requestId = nextRequestId();
            writer.begin(buffer, command).u32(AttributeType.REQ_ID, requestId);
            attributes.write(writer);
            writer.end();
            handler.numbered(requestId);
            pending.put(requestId, handler);
        };
    }

    private int nextRequestId() {
        int id = lastRequestId.incrementAndGet();
        return id == Request.NO_ID ? lastRequestId.incrementAndGet() : id;
    }

    /** Sends a request and waits for its reply. */
    Reply call(Command command, int elementLength, RequestAttributes attributes)
            throws IOException, InterruptedException {
        PendingReply reply = new PendingReply(late -> {});
        request(command, elementLength, attributes, reply, null);
        return reply.await(replyReason);
    }

    /**
     * Sends a request within a bound.
     *
     * @return false when it was not sent, because the peer has not read those before it
     */
    boolean request(
            Command command,
            int elementLength,
            RequestAttributes attributes,
            ReplyHandler handler,
            WaitBound bound)
            throws IOException, InterruptedException {
        boolean sent =
                outbox.addWithin(
                        FrameWriter.encodedLength(MAX_REQUEST_SCALARS, elementLength),
                        encoder(command, attributes, handler),
                        bound);
        if (sent && failure != null) {
            failPending();
        }
        return sent;
    }

    /**
     * Sends a request and waits for its reply, within a bound.
     *
     * @param reply to wait with
     * @return null when it has not come; {@link Reply#NOT_SENT} when the request was never sent,
     *     because the peer has not read those before it
     */
    Reply call(
            Command command,
            int elementLength,
            RequestAttributes attributes,
            PendingReply reply,
            WaitBound bound)
            throws IOException, InterruptedException {
        return request(command, elementLength, attributes, reply, bound)
                ? reply.await(replyReason, bound)
                : Reply.NOT_SENT;
    }

    /**
     * Asks the peer to end the wait of a request, if it understands that and need not be waited
     * for; the reply to that request tells what has come of it.
     *
     * @param requestId of a request that was sent; 0 for none
     * @return whether the peer was asked
     */
    boolean cancel(int channelId, int requestId) {
        return requestId != Request.NO_ID
                && peer.speaks(1)
                && outbox.offer(
                        FrameWriter.encodedLength(MAX_REQUEST_SCALARS),
                        (writer, buffer) ->
                                writer.begin(buffer, Command.CANCEL)
                                        .u32(AttributeType.REQ_ID, requestId)
                                        .u32(AttributeType.CHAN_ID, channelId)
                                        .end());
    }

    LateElements lateElements() {
        return lateElements;
    }

    /** Why the operations on a connection wait, for dumps. */
    WaitReason replyReason() {
        return replyReason;
    }

    /** How long it waits, beyond a timeout, for an answer. */
    Duration grace() {
        return grace;
    }

    /** Whether the peer speaks what has come with a minor version. */
    boolean peerSpeaks(int minor) {
        return peer.speaks(minor);
    }

    void requireMinor1(String what) throws IpcException {
        if (!peer.speaks(1)) {
            throw new IpcException(
                    name + ": the peer speaks version 1.0, without " + what, WireResult.ENOTSUP);
        }
    }

    void close() {
        fail(new IOException(name + " was closed"));
    }

    @Override
    public String toString() {
        return name;
    }
}
