// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.Reservation;
import org.kcoro.protocol.WireResult;
import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.Parker;

/**
 * Carries out the sends and receives of one connection. An element that is received is reserved in
 * its channel until its reply has gone out; where the connection fails before, it goes back to the
 * head.
 */
final class Transfers {

    private final ChannelServer server;
    private final Outbox outbox;
    private final Replies replies;

    Transfers(ChannelServer server, Outbox outbox, Replies replies) {
        this.server = server;
        this.outbox = outbox;
        this.replies = replies;
    }

    /**
     * Carries out a send or receive, unless it has to wait; as {@link RequestHandler#tryHandle}.
     */
    boolean tryHandle(Request request, Attempts attempts) throws IOException, InterruptedException {
        if (request.isSend()) {
            return trySend(request, attempts);
        }
        outbox.openDelivery();
        try {
            return tryReceive(request, attempts);
        } finally {
            outbox.closeDelivery();
        }
    }

    // Sending.

    private boolean trySend(Request request, Attempts attempts)
            throws IOException, InterruptedException {
        int refusal = refusalOf(request);
        HostedChannel hosted = server.hosted().find(request.channelId());
        if (refusal != WireResult.OK || hosted == null) {
            replies.result(request, refusal == WireResult.OK ? noChannel(request) : refusal);
            return true;
        }
        Channel<byte[]> channel = hosted.channel();
        boolean sent;
        try {
            if (request.isTry() && channel.kind() == ChannelKind.RENDEZVOUS) {
                // Whether it meets a receiver of another peer is known once the reply to that
                // one has gone out; so this may take a while, though it never waits for a receiver.
                sent = attempts.send(channel, request.element());
                if (!sent) {
                    return false;
                }
            } else if (request.isTry() || channel.isClosedForSend()) {
                sent = attempts.send(channel, request.element());
                if (!sent) {
                    // There may be the place of one that a peer has received just now.
                    server.settle();
                    sent = channel.trySend(request.element());
                }
            } else {
                sent = attempts.send(channel, request.element());
                if (!sent) {
                    return false;
                }
            }
        } catch (ChannelClosedException e) {
            replies.result(request, WireResult.EPIPE);
            return true;
        }
        replies.result(request, sent ? WireResult.OK : WireResult.EAGAIN);
        return true;
    }

    /**
     * Why a send or receive is refused whatever its channel holds, or {@link WireResult#OK}. Waits
     * for nothing.
     */
    int refusalOf(Request request) {
        if (request.refusal() != WireResult.OK) {
            return request.refusal();
        }
        if (!request.hasChannelId() || request.isSend() && request.element() == null) {
            return WireResult.EINVAL;
        }
        HostedChannel hosted = server.hosted().find(request.channelId());
        if (hosted == null) {
            return noChannel(request);
        }
        return request.isReceive() || hosted.accepts(request.element().length)
                ? WireResult.OK
                : WireResult.EINVAL;
    }

    /** Answers a try behind a request that waits for the same, and so one that is in vain. */
    void answerVainTry(Request request) throws IOException, InterruptedException {
        int refusal = refusalOf(request);
        replies.result(request, refusal == WireResult.OK ? WireResult.EAGAIN : refusal);
    }

    /** A channel that was destroyed and drained stays closed, without taking memory. */
    private int noChannel(Request request) {
        return server.hosted().wasDestroyed(request.channelId())
                ? WireResult.EPIPE
                : WireResult.ENOENT;
    }

    // Receiving.

    private boolean tryReceive(Request request, Attempts attempts)
            throws IOException, InterruptedException {
        int refusal = refusalOf(request);
        HostedChannel hosted = server.hosted().find(request.channelId());
        if (refusal != WireResult.OK || hosted == null) {
            replies.result(request, refusal == WireResult.OK ? noChannel(request) : refusal);
            return true;
        }
        Channel<byte[]> channel = hosted.channel();
        Reservation<byte[]> reservation;
        try {
            if (request.isTry() || channel.isClosedForReceive()) {
                reservation = attempts.reserve(channel);
                if (reservation == null) {
                    // A peer may have received the last element of a closed channel just now.
                    server.settle();
                    reservation = channel.tryReserve();
                }
                if (reservation == null) {
                    replies.result(request, WireResult.EAGAIN);
                    return true;
                }
            } else {
                reservation = attempts.reserve(channel);
                if (reservation == null) {
                    return false;
                }
            }
        } catch (ChannelClosedException e) {
            replies.result(request, WireResult.EPIPE);
            return true;
        }
        replies.deliver(request, reservation);
        return true;
    }

    // Waiting.

    /**
     * Carries out and answers a request that {@link #tryHandle} has left; waits where it does.
     *
     * @param deadlineNanos of a request whose wait has a bound
     * @param waits under which it waits in its channel; its cancel is answered with ECANCELED
     */
    void await(Request request, Attempts attempts, long deadlineNanos, CancellationToken waits)
            throws IOException, InterruptedException {
        HostedChannel hosted = server.hosted().find(request.channelId());
        if (hosted == null) {
            replies.result(request, noChannel(request));
            return;
        }
        if (request.isSend()) {
            int result;
            try {
                // Under the token is the wait alone: what was done is told truthfully.
                result = under(waits, () -> send(request, hosted, attempts, deadlineNanos));
            } catch (ChannelClosedException | CancellationException e) {
                result = resultOf(e, waits);
            }
            replies.result(request, result);
            return;
        }
        outbox.openDelivery();
        try {
            Reservation<byte[]> reservation = null;
            int result = WireResult.ETIME;
            try {
                reservation = under(waits, () -> reserve(request, hosted, deadlineNanos));
            } catch (ChannelClosedException | CancellationException e) {
                result = resultOf(e, waits);
            }
            if (reservation == null) {
                replies.result(request, result);
            } else {
                replies.deliver(request, reservation);
            }
        } finally {
            outbox.closeDelivery();
        }
    }

    /** What a wait has come to that was ended by a close, or by the cancel of its token. */
    private static int resultOf(RuntimeException end, CancellationToken waits) {
        if (end instanceof ChannelClosedException) {
            return WireResult.EPIPE;
        }
        if (waits.isCancelled()) {
            return WireResult.ECANCELED;
        }
        throw end;
    }

    /** What waits in a channel. */
    private interface Wait<T> {
        T run() throws InterruptedException;
    }

    private static <T> T under(CancellationToken token, Wait<T> wait) throws InterruptedException {
        try {
            return token.call(wait::run);
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("a wait throws nothing else", e);
        }
    }

    private static Reservation<byte[]> reserve(
            Request request, HostedChannel hosted, long deadlineNanos) throws InterruptedException {
        Channel<byte[]> channel = hosted.channel();
        return request.timeoutMillis() < 0
                ? channel.reserve()
                : channel.reserve(left(deadlineNanos));
    }

    private static int send(
            Request request, HostedChannel hosted, Attempts attempts, long deadlineNanos)
            throws InterruptedException {
        Channel<byte[]> channel = hosted.channel();
        byte[] element = request.element();
        if (request.isTry()) {
            boolean sent = attempts.sendToReceiver(channel, element) || channel.trySend(element);
            return sent ? WireResult.OK : WireResult.EAGAIN;
        }
        if (request.timeoutMillis() < 0) {
            channel.send(element);
            return WireResult.OK;
        }
        return channel.send(element, left(deadlineNanos)) ? WireResult.OK : WireResult.ETIME;
    }

    /** At least a moment: a bound that has passed is still no try. */
    private static Duration left(long deadlineNanos) {
        return Duration.ofNanos(Math.max(1, deadlineNanos - Parker.current().nanoTime()));
    }
}
