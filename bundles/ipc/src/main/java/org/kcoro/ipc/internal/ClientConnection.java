// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.kcoro.channels.ChannelKind;
import org.kcoro.ipc.IpcClient;
import org.kcoro.ipc.IpcException;
import org.kcoro.ipc.IpcServer;
import org.kcoro.ipc.RemoteChannel;
import org.kcoro.ipc.RemoteChannelInfo;
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
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.WaitReason;

/** The client's side of one connection: one coroutine reads replies, one writes requests. */
public final class ClientConnection implements IpcClient {

    /** More scalars than any request has. */
    private static final int MAX_REQUEST_SCALARS = 8;

    private final TransportConnection connection;
    private final Outbox outbox;
    private final String name;
    private final WaitReason replyReason;
    private final Map<Integer, ReplyHandler> pending = new ConcurrentHashMap<>();
    private final AtomicInteger lastRequestId = new AtomicInteger();

    private final LateElements lateElements = new LateElements();

    private final PendingReply helloReply = new PendingReply(reply -> {});

    /** Guarded by this. */
    private final List<Consumer<IOException>> endActions = new ArrayList<>();

    private volatile Hello peer;
    private volatile IOException failure;

    private ClientConnection(Scheduler scheduler, TransportConnection connection, Path path) {
        this.connection = connection;
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

    /** Connects and says HELLO. */
    public static IpcClient open(Scheduler scheduler, Transport transport, Path path)
            throws IOException, InterruptedException {
        ClientConnection client =
                new ClientConnection(scheduler, transport.connect(scheduler, path), path);
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

    @Override
    public void whenEnded(Consumer<IOException> action) {
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
     * Sends a request.
     *
     * @param elementLength of the element that it carries, in bytes
     * @param handler told of the reply, or of the failure if this returns normally
     */
    void request(
            Command command, int elementLength, RequestAttributes attributes, ReplyHandler handler)
            throws IOException, InterruptedException {
        outbox.add(
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
        request(command, elementLength, attributes, reply);
        return reply.await(replyReason);
    }

    /**
     * Sends a request and waits for its reply, no longer than a patience.
     *
     * @param patience null for ever
     * @param reply to wait with
     * @return null when it is over; {@link Reply#NOT_SENT} when the request was never sent, because
     *     the peer has not read those before it
     */
    Reply callWithin(
            Command command,
            int elementLength,
            RequestAttributes attributes,
            Duration patience,
            PendingReply reply)
            throws IOException, InterruptedException {
        if (patience == null) {
            request(command, elementLength, attributes, reply);
            return reply.await(replyReason);
        }
        long deadlineNanos = Parker.current().deadlineAfter(patience);
        if (!outbox.addUntil(
                FrameWriter.encodedLength(MAX_REQUEST_SCALARS, elementLength),
                encoder(command, attributes, reply),
                deadlineNanos)) {
            return Reply.NOT_SENT;
        }
        if (failure != null) {
            failPending();
        }
        return reply.awaitUntil(replyReason, deadlineNanos);
    }

    Reply await(PendingReply reply) throws IOException, InterruptedException {
        return reply.await(replyReason);
    }

    LateElements lateElements() {
        return lateElements;
    }

    @Override
    public RemoteChannel channel(int channelId) {
        return new ClientChannel(this, channelId);
    }

    @Override
    public RemoteChannel makeChannel(ChannelKind kind, int capacity, int elementSize)
            throws IOException, InterruptedException {
        checkElementSize(elementSize);
        Reply reply = call(Command.CHAN_MAKE, 0, w -> putKind(w, kind, capacity, elementSize));
        reply.isDone("make a " + kind.label() + " channel");
        return channel(reply.channelId());
    }

    private void checkElementSize(int elementSize) throws IpcException {
        if (elementSize == IpcServer.VARIABLE_SIZE) {
            requireMinor1("elements of variable size");
        }
        if (elementSize < 0 || elementSize > RemoteChannel.MAX_ELEMENT_LENGTH) {
            // A peer of version 1.0 would not answer.
            throw new IpcException(
                    name
                            + ": an element size of "
                            + elementSize
                            + " is not possible, at most "
                            + RemoteChannel.MAX_ELEMENT_LENGTH
                            + " is",
                    WireResult.EMSGSIZE);
        }
    }

    void requireMinor1(String what) throws IpcException {
        if (!peer.speaks(1)) {
            throw new IpcException(
                    name + ": the peer speaks version 1.0, without " + what, WireResult.ENOTSUP);
        }
    }

    private static void putKind(
            FrameWriter writer, ChannelKind kind, int capacity, int elementSize) {
        writer.u32(AttributeType.KIND, ChannelInfoCodec.codeOf(kind))
                .u32(AttributeType.ELEM_SIZE, elementSize)
                .u32(AttributeType.CAPACITY, capacity);
    }

    // By name.

    @Override
    public RemoteChannel openChannel(String channelName) throws IOException, InterruptedException {
        return open(channelName, w -> {});
    }

    @Override
    public RemoteChannel openChannel(
            String channelName, ChannelKind kind, int capacity, int elementSize)
            throws IOException, InterruptedException {
        checkElementSize(elementSize);
        return open(
                channelName,
                w -> {
                    w.u32(AttributeType.CREATE, 1);
                    putKind(w, kind, capacity, elementSize);
                });
    }

    private RemoteChannel open(String channelName, RequestAttributes more)
            throws IOException, InterruptedException {
        requireMinor1("names of channels");
        byte[] bytes = channelName.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > ChannelInfoCodec.MAX_NAME_LENGTH) {
            throw new IpcException(
                    "the name '"
                            + channelName
                            + "' of a channel has "
                            + bytes.length
                            + " bytes in UTF-8; it must have 1 to "
                            + ChannelInfoCodec.MAX_NAME_LENGTH,
                    WireResult.EINVAL);
        }
        Reply reply =
                call(
                        Command.CHAN_OPEN,
                        bytes.length,
                        w -> {
                            w.bytes(AttributeType.NAME, bytes);
                            more.write(w);
                        });
        reply.isDone("open channel '" + channelName + "'");
        return channel(reply.channelId());
    }

    @Override
    public List<RemoteChannelInfo> listChannels() throws IOException, InterruptedException {
        requireMinor1("lists of channels");
        List<RemoteChannelInfo> all = new ArrayList<>();
        int cursor = 0;
        do {
            int from = cursor;
            Reply page = call(Command.CHAN_LIST, 0, w -> w.u32(AttributeType.CURSOR, from));
            page.isDone("list channels");
            all.addAll(page.entries());
            cursor = page.cursor();
        } while (cursor != 0);
        return all;
    }

    @Override
    public void close() throws IOException {
        fail(new IOException(name + " was closed"));
    }
}
