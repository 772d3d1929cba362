// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.time.Duration;

import org.kcoro.channels.ChannelKind;
import org.kcoro.ipc.IpcException;
import org.kcoro.ipc.RemoteChannel;
import org.kcoro.ipc.RemoteChannelInfo;
import org.kcoro.protocol.AttributeType;
import org.kcoro.protocol.Command;
import org.kcoro.protocol.WireResult;

/** What a client asks its peer about one channel. */
final class ChannelRequests {

    static final int FOR_EVER = -1;

    static final int TRY = 0;

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** How many graces a request may take that has no timeout and heeds no stop. */
    private static final int GRACES_OF_ANSWER = 10;

    final ClientConnection connection;
    final int id;
    final String name;

    /** Null where nobody has told. */
    final ChannelKind kind;

    final int capacity;

    final ReceiveRequests receives;

    /** Whether this client was told that it is closed, and that it is drained too. */
    private volatile boolean closed;

    private volatile boolean drained;

    ChannelRequests(
            ClientConnection connection, int id, String name, ChannelKind kind, int capacity) {
        this.connection = connection;
        this.id = id;
        this.name = name;
        this.kind = kind;
        this.capacity = capacity;
        this.receives = new ReceiveRequests(this);
    }

    // Sending.

    String sendOperation() {
        return "send to channel " + name;
    }

    void checkLength(int length) throws IpcException {
        if (length > RemoteChannel.MAX_ELEMENT_LENGTH) {
            throw new IpcException(
                    sendOperation()
                            + ": the element has "
                            + length
                            + " bytes, at most "
                            + RemoteChannel.MAX_ELEMENT_LENGTH
                            + " can be sent",
                    WireResult.EMSGSIZE);
        }
    }

    private RequestAttributes sendOf(byte[] source, int offset, int length, int timeoutMillis) {
        return w ->
                w.u32(AttributeType.CHAN_ID, id)
                        .u32(AttributeType.TIMEOUT_MS, timeoutMillis)
                        .bytes(AttributeType.ELEMENT, source, offset, length);
    }

    /**
     * Sends an element; waits in the peer for a time. A stop is told to the peer, whose answer
     * decides.
     *
     * @param timeoutMillis as TIMEOUT_MS
     * @return false when the time has passed
     */
    boolean send(byte[] element, int timeoutMillis) throws IOException, InterruptedException {
        checkLength(element.length);
        PendingReply pending = new PendingReply(late -> {});
        WaitBound bound = WaitBound.of(timeoutMillis < 0 ? null : grace(timeoutMillis));
        if (!connection.request(
                Command.CHAN_SEND,
                element.length,
                sendOf(element, 0, element.length, timeoutMillis),
                pending,
                bound)) {
            return false;
        }
        return isSent(awaitOrCancel(pending, bound, connection.grace()));
    }

    private Duration grace(int timeoutMillis) {
        return connection.grace().plusMillis(timeoutMillis);
    }

    /** As {@link #send}, without a wait in the peer, or a stop. */
    boolean trySend(byte[] element) throws IOException {
        checkLength(element.length);
        return isSent(
                callUnstoppably(
                        Command.CHAN_SEND,
                        element.length,
                        sendOf(element, 0, element.length, TRY),
                        new PendingReply(late -> {}),
                        connection.grace()));
    }

    /**
     * Whether an element was sent.
     *
     * @param reply null when there is none
     */
    boolean isSent(Reply reply) throws IOException {
        if (reply == null) {
            throw new IpcException(
                    sendOperation() + ": " + unanswered() + ", so the element may arrive yet",
                    WireResult.ETIME);
        }
        if (reply.result() == WireResult.EPIPE) {
            closed = true;
        }
        return reply.isDone(sendOperation());
    }

    private String unanswered() {
        return "the peer has not answered "
                + connection.grace().toMillis()
                + " ms after its time; is its process stopped?";
    }

    /** Sends a part of an array, waiting in the peer for ever, without waiting for the reply. */
    void sendAsync(byte[] source, int offset, int length, ReplyHandler handler)
            throws IOException, InterruptedException {
        connection.request(
                Command.CHAN_SEND, length, sendOf(source, offset, length, FOR_EVER), handler);
    }

    // Waiting.

    /** Asks the peer, once, to end the wait of a request that was not answered. */
    boolean cancel(PendingReply pending) {
        return connection.cancel(id, pending.idToCancel());
    }

    /**
     * Waits for a reply within a bound. A stop asks the peer to end the wait there: then the reply
     * tells whether that came in time.
     *
     * @param grace how long it waits for that reply
     * @return null when it has not come
     */
    Reply awaitOrCancel(PendingReply pending, WaitBound bound, Duration grace)
            throws IOException, InterruptedException {
        try {
            if (!pending.awaitOver(connection.replyReason(), bound) && pending.abandon()) {
                return null;
            }
        } catch (InterruptedException | RuntimeException stop) {
            if (cancel(pending)) {
                settle(pending, grace);
            }
            if (pending.abandon()) {
                if (pending.isUnanswered()) {
                    stop.addSuppressed(new IpcException(unanswered(), WireResult.ETIME));
                }
                throw stop;
            }
            if (pending.outcome().result() == WireResult.ECANCELED) {
                throw stop;
            }
            PendingReply.restore(stop);
        }
        return pending.outcome();
    }

    /** Waits until a reply has come, or a time has passed, whatever stop there is. */
    boolean settle(PendingReply pending, Duration patience) throws InterruptedException {
        try (WaitBound bound = WaitBound.unstoppable(patience)) {
            return pending.awaitOver(connection.replyReason(), bound);
        } catch (IllegalStateException refused) {
            // It cannot be suspended here.
            return pending.isOver();
        }
    }

    Reply callUnstoppably(
            Command command,
            int elementLength,
            RequestAttributes attributes,
            PendingReply pending,
            Duration patience)
            throws IOException {
        try (WaitBound bound = WaitBound.unstoppable(patience)) {
            return connection.call(command, elementLength, attributes, pending, bound);
        } catch (InterruptedException e) {
            throw new AssertionError("an interrupt stops no such wait", e);
        }
    }

    /** Asks what has neither a timeout nor a stop. */
    private Reply ask(Command command, String operation) throws IOException {
        Reply reply =
                callUnstoppably(
                        command,
                        0,
                        w -> w.u32(AttributeType.CHAN_ID, id),
                        new PendingReply(late -> {}),
                        connection.grace().multipliedBy(GRACES_OF_ANSWER));
        if (reply == null || reply == Reply.NOT_SENT) {
            throw new IpcException(operation + ": " + unanswered(), WireResult.ETIME);
        }
        reply.isDone(operation);
        return reply;
    }

    // Closing.

    /** False when it was closed before. */
    boolean close() throws IOException {
        Reply reply = ask(Command.CHAN_CLOSE, "close channel " + name);
        closed = true;
        return !reply.closed();
    }

    /** Notes that this client was told so. */
    void foundDrained() {
        closed = true;
        drained = true;
    }

    /** Whether it is closed, as far as the peer tells. */
    boolean isClosed() throws IOException {
        return closed || connection.peerSpeaks(1) && look().snapshot().closed();
    }

    /** Whether nothing more comes: neither from the peer nor of what is kept here. */
    boolean isDrained() throws IOException {
        if (!drained && connection.peerSpeaks(1)) {
            RemoteChannelInfo info = look();
            drained = info.snapshot().closed() && info.snapshot().depth() == 0;
        }
        return drained && !connection.lateElements().has(id);
    }

    /** Its state and counters. */
    RemoteChannelInfo look() throws IOException {
        connection.requireMinor1("snapshots");
        String operation = "look at channel " + name;
        Reply reply = ask(Command.GET_STATS, operation);
        if (reply.info() == null) {
            throw new IpcException(operation + ": the reply has no counters", WireResult.EPROTO);
        }
        return reply.info();
    }

    /**
     * A timeout as TIMEOUT_MS. Rounded up: a bound is never a try.
     *
     * @throws IllegalArgumentException when it is negative
     */
    int millis(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "channel " + name + ": the timeout is negative: " + timeout);
        }
        if (timeout.isZero()) {
            return TRY;
        }
        if (timeout.toSeconds() >= Integer.MAX_VALUE / 1000) {
            return Integer.MAX_VALUE;
        }
        return (int) ((timeout.toNanos() + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    }
}
