// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.kcoro.ipc.IpcException;
import org.kcoro.protocol.AttributeType;
import org.kcoro.protocol.Command;
import org.kcoro.protocol.WireResult;

/** What a client asks its peer in order to receive from one channel. */
final class ReceiveRequests {

    /** How long it waits beyond a timeout: what comes later is not lost. */
    private static final Duration GRACE_OF_RECEIVE = Duration.ofMillis(50);

    private final ChannelRequests requests;
    private final ClientConnection connection;
    private final int id;

    ReceiveRequests(ChannelRequests requests) {
        this.requests = requests;
        this.connection = requests.connection;
        this.id = requests.id;
    }

    String receiveOperation() {
        return "receive from channel " + requests.name;
    }

    LateElements lateElements() {
        return connection.lateElements();
    }

    private PendingReply newReceive() {
        return new PendingReply(late -> lateElements().add(id, late));
    }

    RequestAttributes receiveOf(int timeoutMillis) {
        return w -> w.u32(AttributeType.CHAN_ID, id).u32(AttributeType.TIMEOUT_MS, timeoutMillis);
    }

    /**
     * Receives an element; waits in the peer for a time. A stop is told to the peer, whose answer
     * decides.
     *
     * @param timeoutMillis as TIMEOUT_MS
     * @return null when the time has passed
     */
    byte[] receive(int timeoutMillis) throws IOException, InterruptedException {
        PendingReply pending = newReceive();
        Reply kept = lateElements().takeOrBegin(id, pending);
        if (kept != null) {
            return kept.element();
        }
        boolean ended = false;
        try {
            WaitBound bound =
                    WaitBound.of(
                            timeoutMillis < 0 ? null : GRACE_OF_RECEIVE.plusMillis(timeoutMillis));
            boolean sent =
                    connection.request(
                            Command.CHAN_RECV, 0, receiveOf(timeoutMillis), pending, bound);
            Reply reply = null;
            if (sent) {
                reply = requests.awaitOrCancel(pending, bound, GRACE_OF_RECEIVE);
            } else if (!pending.abandon()) {
                // Another one's element has come meanwhile.
                reply = pending.outcome();
            }
            ended = true;
            return elementOf(reply);
        } finally {
            endReceive(pending, ended);
        }
    }

    /**
     * As {@link #receive}, without a wait in the peer, or a stop.
     *
     * @return null when there is none
     */
    byte[] tryReceive() throws IOException {
        PendingReply pending = newReceive();
        Reply kept = lateElements().takeOrBegin(id, pending);
        if (kept != null) {
            return kept.element();
        }
        boolean ended = false;
        try {
            Reply reply =
                    requests.callUnstoppably(
                            Command.CHAN_RECV,
                            0,
                            receiveOf(ChannelRequests.TRY),
                            pending,
                            GRACE_OF_RECEIVE);
            if (reply == Reply.NOT_SENT && !pending.abandon()) {
                reply = pending.outcome();
            }
            ended = true;
            return elementOf(reply);
        } finally {
            endReceive(pending, ended);
        }
    }

    /**
     * Takes elements that are there, by as many requests at once.
     *
     * @param count how many at most
     */
    List<byte[]> tryReceive(int count) throws IOException {
        List<byte[]> came = new ArrayList<>(count);
        List<PendingReply> asked = new ArrayList<>(count);
        int ended = 0;
        try (WaitBound bound = WaitBound.unstoppable(GRACE_OF_RECEIVE)) {
            for (int i = 0; i < count; i++) {
                PendingReply pending = newReceive();
                Reply kept = lateElements().takeOrBegin(id, pending);
                if (kept != null) {
                    pending.handOver(kept);
                }
                asked.add(pending);
                if (kept == null) {
                    connection.request(
                            Command.CHAN_RECV, 0, receiveOf(ChannelRequests.TRY), pending, bound);
                }
            }
            for (PendingReply pending : asked) {
                Reply reply = pending.await(connection.replyReason(), bound);
                ended++;
                if (reply != null && reply.element() != null) {
                    came.add(reply.element());
                }
            }
        } catch (IOException e) {
            if (came.isEmpty()) {
                throw e;
            }
        } catch (InterruptedException e) {
            throw new AssertionError("an interrupt stops no such wait", e);
        } finally {
            for (int i = 0; i < asked.size(); i++) {
                endReceive(asked.get(i), i < ended);
            }
        }
        return came;
    }

    /** The element of a reply, or null where there is none. */
    byte[] elementOf(Reply reply) throws IOException {
        if (reply == null) {
            return null;
        }
        if (reply.result() == WireResult.EPIPE) {
            requests.foundDrained();
        }
        if (!reply.isDone(receiveOperation())) {
            return null;
        }
        if (reply.element() == null) {
            throw new IpcException(
                    receiveOperation() + ": the reply has no element", WireResult.EPROTO);
        }
        return reply.element();
    }

    /**
     * Begins to receive, waiting in the peer for ever; {@link #endReceive} ends it. What is kept is
     * the first reply.
     */
    PendingReply receiveAsync() throws IOException, InterruptedException {
        PendingReply pending = newReceive();
        Reply kept = lateElements().takeOrBegin(id, pending);
        if (kept != null) {
            pending.handOver(kept);
            return pending;
        }
        try {
            connection.request(Command.CHAN_RECV, 0, receiveOf(ChannelRequests.FOR_EVER), pending);
        } catch (Throwable e) {
            endReceive(pending, false);
            throw e;
        }
        return pending;
    }

    /** Waits for a reply; a stop leaves it as it is. */
    Reply await(PendingReply reply) throws IOException, InterruptedException {
        reply.awaitOver(connection.replyReason(), WaitBound.none());
        return reply.outcome();
    }

    /**
     * Ends a receive as {@link #endReceive(PendingReply)} does.
     *
     * @param taken false where it has failed, and what it was given is another one's
     */
    private void endReceive(PendingReply pending, boolean taken) {
        endReceive(pending);
        if (!taken) {
            pending.giveUp();
        }
    }

    /** Asks the peer to end the wait of a receive, whose reply then tells what it has come to. */
    void withdraw(PendingReply pending) {
        requests.cancel(pending);
    }

    /** Ends a receive. One that nobody will wait for shall wait in the peer no longer. */
    void endReceive(PendingReply pending) {
        lateElements().end(id, pending);
        requests.cancel(pending);
    }
}
