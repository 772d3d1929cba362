// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelBuilder;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.Reservation;
import org.kcoro.ipc.RemoteChannel;
import org.kcoro.ipc.RemoteChannelInfo;
import org.kcoro.protocol.AttributeType;
import org.kcoro.protocol.Command;
import org.kcoro.protocol.FrameWriter;
import org.kcoro.protocol.Hello;
import org.kcoro.protocol.KindCode;
import org.kcoro.protocol.ProtocolVersion;
import org.kcoro.protocol.WireResult;
import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.Parker;

/**
 * Carries out the requests of one connection and answers them. First {@link #tryHandle} does what
 * needs no wait; what it leaves, {@link #await} does.
 *
 * <p>An element that is received is reserved in its channel until its reply has gone out; where the
 * connection fails before, it goes back to the head.
 */
final class RequestHandler {

    /** More scalars than any reply has. */
    private static final int MAX_REPLY_SCALARS = 8;

    /** How many channels a page of a list has at most: its frame is well below every bound. */
    private static final int PAGE_LENGTH = 64;

    private final ChannelServer server;
    private final Outbox outbox;

    /** How many channels this peer has made. The reader's, or the ordered lane's. */
    private final AtomicInteger made = new AtomicInteger();

    private volatile Hello peer;

    RequestHandler(ChannelServer server, Outbox outbox) {
        this.server = server;
        this.outbox = outbox;
    }

    void setPeer(Hello peer) {
        this.peer = peer;
    }

    /**
     * Carries out a request and answers it, unless it has to wait in its channel.
     *
     * @param attempts the lane's
     * @return false when it has to wait, and nothing was done
     */
    boolean tryHandle(Request request, Attempts attempts) throws IOException, InterruptedException {
        if (request.refusal() != WireResult.OK) {
            result(request, request.refusal());
            return true;
        }
        if (request.command() == null || !peer.speaks(request.command().sinceMinor())) {
            answerUnknown(request);
            return true;
        }
        switch (request.command()) {
            case HELLO -> {
                // A second one is ignored.
            }
            case GET_INFO -> answerInfo(request);
            case GET_STATS -> answerStats(request);
            case CHAN_MAKE -> make(request);
            case CHAN_SEND, CHAN_TRY_SEND -> {
                return trySend(request, attempts);
            }
            case CHAN_RECV, CHAN_TRY_RECV -> {
                outbox.openDelivery();
                try {
                    return tryReceive(request, attempts);
                } finally {
                    outbox.closeDelivery();
                }
            }
            case CHAN_CLOSE -> result(request, close(request));
            case CHAN_DESTROY -> destroy(request);
            case CHAN_OPEN -> open(request);
            case CHAN_LIST -> list(request);
        }
        return true;
    }

    private void answerUnknown(Request request) throws IOException, InterruptedException {
        // A 1.0 peer would take the answer for that of another request.
        if (peer.speaks(1)) {
            result(request, WireResult.ENOSYS);
        }
    }

    private void answerInfo(Request request) throws IOException, InterruptedException {
        reply(
                request,
                w ->
                        w.u32(AttributeType.ABI_MAJOR, ProtocolVersion.MAJOR)
                                .u32(AttributeType.ABI_MINOR, ProtocolVersion.MINOR)
                                .u32(AttributeType.CAPS, 0));
    }

    private void answerStats(Request request) throws IOException, InterruptedException {
        HostedChannel hosted = server.find(request.channelId());
        if (request.hasChannelId() && hosted == null) {
            result(request, WireResult.ENOENT);
            return;
        }
        server.settle();
        RemoteChannelInfo info = hosted == null ? null : hosted.info();
        int sends = info == null ? 0 : (int) info.snapshot().sends();
        int recvs = info == null ? 0 : (int) info.snapshot().recvs();
        boolean all = info != null && peer.speaks(1);
        reply(
                request,
                all ? ChannelInfoCodec.MAX_LENGTH : 0,
                w -> {
                    w.u32(AttributeType.SEND_OPS, sends).u32(AttributeType.RECV_OPS, recvs);
                    if (all) {
                        ChannelInfoCodec.write(w, info);
                    }
                });
    }

    // Channels.

    private void make(Request request) throws IOException, InterruptedException {
        int result = checkMake(request);
        if (result != WireResult.OK) {
            result(request, result);
            return;
        }
        made.incrementAndGet();
        int id = server.make(builder -> setKind(builder, request), request.elementSize());
        reply(request, w -> w.u32(AttributeType.CHAN_ID, id));
    }

    private static void setKind(ChannelBuilder<byte[]> builder, Request request) {
        switch (request.kind()) {
            case KindCode.BUFFERED -> builder.buffered(Math.max(1, request.capacity()));
            case KindCode.CONFLATED -> builder.conflated();
            case KindCode.UNLIMITED -> builder.unlimited();
            default -> builder.rendezvous();
        }
    }

    private void open(Request request) throws IOException, InterruptedException {
        String name = nameOf(request);
        int result =
                name == null
                        ? WireResult.EINVAL
                        : request.create() ? checkMake(request) : WireResult.OK;
        if (result != WireResult.OK && result != WireResult.ENOMEM) {
            result(request, result);
            return;
        }
        // One that is there is opened also where no more can be made.
        boolean makes = request.create() && result == WireResult.OK;
        Consumer<ChannelBuilder<byte[]>> settings =
                builder -> {
                    setKind(builder, request);
                    made.incrementAndGet();
                };
        HostedChannel opened =
                server.names().open(name, makes ? settings : null, request.elementSize());
        if (opened == null) {
            int none = request.create() ? WireResult.EINVAL : WireResult.ENOENT;
            result(request, result == WireResult.OK ? none : result);
            return;
        }
        RemoteChannelInfo info = opened.info();
        reply(
                request,
                w ->
                        w.u32(AttributeType.CHAN_ID, info.id())
                                .u32(
                                        AttributeType.KIND,
                                        ChannelInfoCodec.codeOf(info.snapshot().kind()))
                                .u32(AttributeType.ELEM_SIZE, info.elementSize())
                                .u32(AttributeType.CAPACITY, info.snapshot().capacity()));
    }

    /** The name that a request gives, or null when that is none. */
    private static String nameOf(Request request) {
        byte[] name = request.name();
        if (name == null || name.length == 0 || name.length > ChannelInfoCodec.MAX_NAME_LENGTH) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private void list(Request request) throws IOException, InterruptedException {
        server.names().openAll();
        server.settle();
        List<HostedChannel> rest = server.listAfter(request.cursor());
        List<byte[]> page =
                rest.stream()
                        .limit(PAGE_LENGTH)
                        .map(hosted -> ChannelInfoCodec.entryOf(hosted.info()))
                        .toList();
        int last = rest.size() <= PAGE_LENGTH ? 0 : rest.get(PAGE_LENGTH - 1).id();
        reply(
                request,
                PAGE_LENGTH * ChannelInfoCodec.MAX_LENGTH,
                w -> {
                    if (last != 0) {
                        w.u32(AttributeType.CURSOR, last);
                    }
                    page.forEach(entry -> w.bytes(AttributeType.ENTRY, entry));
                });
    }

    private int checkMake(Request request) {
        if (!request.hasElementSize() || request.elementSize() == 0 && !peer.speaks(1)) {
            return WireResult.EINVAL;
        }
        if (Integer.compareUnsigned(request.elementSize(), RemoteChannel.MAX_ELEMENT_LENGTH) > 0) {
            return WireResult.EMSGSIZE;
        }
        switch (request.kind()) {
            case KindCode.RENDEZVOUS, KindCode.CONFLATED, KindCode.UNLIMITED -> {
                // Their capacity says nothing.
            }
            case KindCode.BUFFERED -> {
                if (request.capacity() < 0 || request.capacity() > ChannelBuilder.MAX_CAPACITY) {
                    return WireResult.EINVAL;
                }
            }
            default -> {
                return WireResult.EINVAL;
            }
        }
        return made.get() >= server.limits().maxChannelsPerPeer() || server.isFull()
                ? WireResult.ENOMEM
                : WireResult.OK;
    }

    // Sending.

    private boolean trySend(Request request, Attempts attempts)
            throws IOException, InterruptedException {
        int refusal = refusalOf(request);
        HostedChannel hosted = server.find(request.channelId());
        if (refusal != WireResult.OK || hosted == null) {
            result(request, refusal == WireResult.OK ? noChannel(request) : refusal);
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
            result(request, WireResult.EPIPE);
            return true;
        }
        result(request, sent ? WireResult.OK : WireResult.EAGAIN);
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
        HostedChannel hosted = server.find(request.channelId());
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
        result(request, refusal == WireResult.OK ? WireResult.EAGAIN : refusal);
    }

    /** A channel that was destroyed and drained stays closed, without taking memory. */
    private int noChannel(Request request) {
        return server.wasDestroyed(request.channelId()) ? WireResult.EPIPE : WireResult.ENOENT;
    }

    // Receiving.

    private boolean tryReceive(Request request, Attempts attempts)
            throws IOException, InterruptedException {
        int refusal = refusalOf(request);
        HostedChannel hosted = server.find(request.channelId());
        if (refusal != WireResult.OK || hosted == null) {
            result(request, refusal == WireResult.OK ? noChannel(request) : refusal);
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
                    result(request, WireResult.EAGAIN);
                    return true;
                }
            } else {
                reservation = attempts.reserve(channel);
                if (reservation == null) {
                    return false;
                }
            }
        } catch (ChannelClosedException e) {
            result(request, WireResult.EPIPE);
            return true;
        }
        deliver(request, reservation);
        return true;
    }

    private void deliver(Request request, Reservation<byte[]> reservation)
            throws IOException, InterruptedException {
        byte[] element = reservation.element();
        outbox.add(
                FrameWriter.encodedLength(MAX_REPLY_SCALARS, element.length),
                (writer, buffer) ->
                        begin(request, writer, buffer)
                                .u32(AttributeType.RESULT, WireResult.OK)
                                .bytes(AttributeType.ELEMENT, element)
                                .end(),
                new Delivery() {
                    @Override
                    public void written() {
                        reservation.commit();
                    }

                    @Override
                    public void lost() {
                        reservation.abort();
                    }
                });
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
        HostedChannel hosted = server.find(request.channelId());
        if (hosted == null) {
            result(request, noChannel(request));
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
            result(request, result);
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
                result(request, result);
            } else {
                deliver(request, reservation);
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

    // Closing.

    private int close(Request request) {
        if (!request.hasChannelId()) {
            return WireResult.EINVAL;
        }
        HostedChannel hosted = server.find(request.channelId());
        if (hosted == null) {
            return server.wasDestroyed(request.channelId()) ? WireResult.OK : WireResult.ENOENT;
        }
        hosted.channel().close();
        return WireResult.OK;
    }

    private void destroy(Request request) {
        if (request.hasChannelId()) {
            server.destroy(request.channelId());
        }
    }

    // Replies: REQ_ID first, where the request had one.

    private interface Attributes {
        void write(FrameWriter writer);
    }

    /** Answers with a RESULT alone, except a request that is never answered. */
    void result(Request request, int result) throws IOException, InterruptedException {
        if (request.command() != Command.CHAN_DESTROY) {
            reply(request, w -> w.u32(AttributeType.RESULT, result));
        }
    }

    private void reply(Request request, Attributes attributes)
            throws IOException, InterruptedException {
        reply(request, 0, attributes);
    }

    /**
     * Replies.
     *
     * @param more bytes that it takes, besides some scalars
     */
    private void reply(Request request, int more, Attributes attributes)
            throws IOException, InterruptedException {
        outbox.add(
                FrameWriter.encodedLength(MAX_REPLY_SCALARS) + more,
                (writer, buffer) -> {
                    attributes.write(begin(request, writer, buffer));
                    writer.end();
                });
    }

    private static FrameWriter begin(Request request, FrameWriter writer, ByteBuffer buffer) {
        writer.begin(buffer, request.replyCode());
        return request.hasId() ? writer.u32(AttributeType.REQ_ID, request.requestId()) : writer;
    }
}
