// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

import org.kcoro.ipc.IpcException;
import org.kcoro.ipc.PipelinedReceiver;
import org.kcoro.ipc.PipelinedSender;
import org.kcoro.ipc.RemoteChannel;
import org.kcoro.ipc.RemoteChannelInfo;
import org.kcoro.protocol.AttributeType;
import org.kcoro.protocol.Command;
import org.kcoro.protocol.WireResult;

/** A channel of the peer. */
final class ClientChannel implements RemoteChannel {

    private static final int FOR_EVER = -1;
    private static final int TRY = 0;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** How much longer than the peer this side waits for its answer. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** For a receive: what comes later is not lost. */
    private static final Duration GRACE_OF_RECEIVE = Duration.ofMillis(50);

    private final ClientConnection connection;
    private final int id;

    ClientChannel(ClientConnection connection, int id) {
        this.connection = connection;
        this.id = id;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public void send(byte[] element) throws IOException, InterruptedException {
        send(element, FOR_EVER);
    }

    @Override
    public boolean send(byte[] element, Duration timeout) throws IOException, InterruptedException {
        return send(element, millis(timeout));
    }

    private boolean send(byte[] element, int timeoutMillis)
            throws IOException, InterruptedException {
        checkLength(element.length);
        RequestAttributes attributes =
                w ->
                        w.u32(AttributeType.CHAN_ID, id)
                                .u32(AttributeType.TIMEOUT_MS, timeoutMillis)
                                .bytes(AttributeType.ELEMENT, element);
        if (timeoutMillis < 0) {
            return connection
                    .call(Command.CHAN_SEND, element.length, attributes)
                    .isDone(sendOperation());
        }
        Reply reply =
                connection.callWithin(
                        Command.CHAN_SEND,
                        element.length,
                        attributes,
                        GRACE.plusMillis(timeoutMillis),
                        new PendingReply(late -> {}));
        if (reply == null) {
            throw new IpcException(
                    sendOperation()
                            + ": the peer has not answered "
                            + GRACE.toMillis()
                            + " ms after the timeout, so the element may arrive yet; is its"
                            + " process stopped?",
                    WireResult.ETIME);
        }
        return reply.isDone(sendOperation());
    }

    void checkLength(int length) throws IpcException {
        if (length > MAX_ELEMENT_LENGTH) {
            throw new IpcException(
                    sendOperation()
                            + ": the element has "
                            + length
                            + " bytes, at most "
                            + MAX_ELEMENT_LENGTH
                            + " can be sent",
                    WireResult.EMSGSIZE);
        }
    }

    String sendOperation() {
        return "send to channel " + id;
    }

    /** Sends a part of an array, waiting in the peer for ever, without waiting for the reply. */
    void sendAsync(byte[] source, int offset, int length, ReplyHandler handler)
            throws IOException, InterruptedException {
        connection.request(
                Command.CHAN_SEND,
                length,
                w ->
                        w.u32(AttributeType.CHAN_ID, id)
                                .u32(AttributeType.TIMEOUT_MS, FOR_EVER)
                                .bytes(AttributeType.ELEMENT, source, offset, length),
                handler);
    }

    @Override
    public byte[] receive() throws IOException, InterruptedException {
        return receive(FOR_EVER);
    }

    @Override
    public byte[] receive(Duration timeout) throws IOException, InterruptedException {
        return receive(millis(timeout));
    }

    private byte[] receive(int timeoutMillis) throws IOException, InterruptedException {
        PendingReply pending = newReceive();
        Reply reply;
        try {
            reply =
                    lateElements().begin(id, pending)
                            ? connection.await(pending)
                            : connection.callWithin(
                                    Command.CHAN_RECV,
                                    0,
                                    w ->
                                            w.u32(AttributeType.CHAN_ID, id)
                                                    .u32(AttributeType.TIMEOUT_MS, timeoutMillis),
                                    timeoutMillis < 0
                                            ? null
                                            : GRACE_OF_RECEIVE.plusMillis(timeoutMillis),
                                    pending);
        } finally {
            lateElements().end(id, pending);
        }
        String operation = "receive from channel " + id;
        if (reply == null || !reply.isDone(operation)) {
            return null;
        }
        if (reply.element() == null) {
            throw new IpcException(operation + ": the reply has no element", WireResult.EPROTO);
        }
        return reply.element();
    }

    private LateElements lateElements() {
        return connection.lateElements();
    }

    private PendingReply newReceive() {
        return new PendingReply(late -> lateElements().add(id, late));
    }

    /** Begins to receive, waiting in the peer for ever; {@link #endReceive} ends it. */
    PendingReply receiveAsync() throws IOException, InterruptedException {
        PendingReply reply = newReceive();
        if (!lateElements().begin(id, reply)) {
            connection.request(
                    Command.CHAN_RECV,
                    0,
                    w -> w.u32(AttributeType.CHAN_ID, id).u32(AttributeType.TIMEOUT_MS, FOR_EVER),
                    reply);
        }
        return reply;
    }

    void endReceive(PendingReply reply) {
        lateElements().end(id, reply);
    }

    Reply await(PendingReply reply) throws IOException, InterruptedException {
        return connection.await(reply);
    }

    /** The element of a reply to a receive that waits for ever. */
    byte[] elementOf(Reply reply) throws IOException {
        String operation = "receive from channel " + id;
        if (!reply.isDone(operation) || reply.element() == null) {
            throw new IpcException(operation + ": the reply has no element", WireResult.EPROTO);
        }
        return reply.element();
    }

    @Override
    public PipelinedReceiver pipelinedReceiver(int window, long limit) {
        if (window < 1 || limit < 0) {
            throw new IllegalArgumentException(
                    "receive from channel "
                            + id
                            + ": window is "
                            + window
                            + " and limit "
                            + limit
                            + "; they must be at least 1 and 0");
        }
        return new WindowedReceiver(this, window, limit);
    }

    /** Rounded up: a bound is never a try. */
    private static int millis(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        if (timeout.isNegative() || timeout.isZero()) {
            return TRY;
        }
        if (timeout.toSeconds() >= Integer.MAX_VALUE / 1000) {
            return Integer.MAX_VALUE;
        }
        return (int) ((timeout.toNanos() + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        connection
                .call(Command.CHAN_CLOSE, 0, w -> w.u32(AttributeType.CHAN_ID, id))
                .isDone("close channel " + id);
    }

    @Override
    public RemoteChannelInfo info() throws IOException, InterruptedException {
        connection.requireMinor1("snapshots");
        Reply reply = connection.call(Command.GET_STATS, 0, w -> w.u32(AttributeType.CHAN_ID, id));
        String operation = "look at channel " + id;
        reply.isDone(operation);
        if (reply.info() == null) {
            throw new IpcException(operation + ": the reply has no counters", WireResult.EPROTO);
        }
        return reply.info();
    }

    @Override
    public PipelinedSender pipelinedSender(int window) {
        if (window < 1) {
            throw new IllegalArgumentException(
                    sendOperation() + ": window is " + window + "; it must be at least 1");
        }
        return new WindowedSender(this, window);
    }
}
