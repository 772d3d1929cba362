// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.kcoro.channels.ChannelBuilder;
import org.kcoro.ipc.RemoteChannel;
import org.kcoro.ipc.RemoteChannelInfo;
import org.kcoro.protocol.AttributeType;
import org.kcoro.protocol.Command;
import org.kcoro.protocol.Hello;
import org.kcoro.protocol.KindCode;
import org.kcoro.protocol.ProtocolVersion;
import org.kcoro.protocol.WireResult;
import org.kcoro.scheduler.CancellationToken;

/**
 * Carries out the requests of one connection and answers them. First {@link #tryHandle} does what
 * needs no wait; what it leaves, {@link #await} does.
 */
final class RequestHandler {

    /** How many channels a page of a list has at most: its frame is well below every bound. */
    private static final int PAGE_LENGTH = 64;

    private final ChannelServer server;
    private final Outbox outbox;
    private final Replies replies;
    private final Transfers transfers;

    /** How many channels this peer has made. The reader's, or the ordered lane's. */
    private final AtomicInteger made = new AtomicInteger();

    private volatile Hello peer;

    RequestHandler(ChannelServer server, Outbox outbox) {
        this.server = server;
        this.outbox = outbox;
        this.replies = new Replies(outbox);
        this.transfers = new Transfers(server, outbox, replies);
    }

    /** Lets go the replies that its reader keeps, for the reader is to wait. */
    void uncork() {
        outbox.uncork();
    }

    void setPeer(Hello peer) {
        this.peer = peer;
    }

    /** Whether the peer speaks a command. */
    boolean isSpoken(Command command) {
        return peer.speaks(command.sinceMinor());
    }

    /**
     * Carries out a request and answers it, unless it has to wait in its channel.
     *
     * @param attempts the lane's
     * @return false when it has to wait, and nothing was done
     */
    boolean tryHandle(Request request, Attempts attempts) throws IOException, InterruptedException {
        if (request.refusal() != WireResult.OK) {
            replies.result(request, request.refusal());
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
            case CHAN_SEND, CHAN_TRY_SEND, CHAN_RECV, CHAN_TRY_RECV -> {
                return transfers.tryHandle(request, attempts);
            }
            case CHAN_CLOSE -> close(request);
            case CHAN_DESTROY -> destroy(request);
            case CHAN_OPEN -> open(request);
            case CHAN_LIST -> list(request);
            case CANCEL -> {
                // The reader's, which does not wait for its turn.
            }
        }
        return true;
    }

    private void answerUnknown(Request request) throws IOException, InterruptedException {
        // A 1.0 peer would take the answer for that of another request.
        if (peer.speaks(1)) {
            replies.result(request, WireResult.ENOSYS);
        }
    }

    private void answerInfo(Request request) throws IOException, InterruptedException {
        replies.reply(
                request,
                w ->
                        w.u32(AttributeType.ABI_MAJOR, ProtocolVersion.MAJOR)
                                .u32(AttributeType.ABI_MINOR, ProtocolVersion.MINOR)
                                .u32(AttributeType.CAPS, 0));
    }

    private void answerStats(Request request) throws IOException, InterruptedException {
        HostedChannel hosted = server.hosted().find(request.channelId());
        if (request.hasChannelId() && hosted == null) {
            replies.result(request, WireResult.ENOENT);
            return;
        }
        server.settle();
        RemoteChannelInfo info = hosted == null ? null : hosted.info();
        int sends = info == null ? 0 : (int) info.snapshot().sends();
        int recvs = info == null ? 0 : (int) info.snapshot().recvs();
        boolean all = info != null && peer.speaks(1);
        replies.reply(
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
            replies.result(request, result);
            return;
        }
        made.incrementAndGet();
        int id = server.hosted().make(builder -> setKind(builder, request), request.elementSize());
        replies.reply(request, w -> w.u32(AttributeType.CHAN_ID, id));
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
            replies.result(request, result);
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
            replies.result(request, result == WireResult.OK ? none : result);
            return;
        }
        RemoteChannelInfo info = opened.info();
        replies.reply(
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
        List<HostedChannel> rest = server.hosted().listAfter(request.cursor());
        List<byte[]> page =
                rest.stream()
                        .limit(PAGE_LENGTH)
                        .map(hosted -> ChannelInfoCodec.entryOf(hosted.info()))
                        .toList();
        int last = rest.size() <= PAGE_LENGTH ? 0 : rest.get(PAGE_LENGTH - 1).id();
        replies.reply(
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
        return made.get() >= server.limits().maxChannelsPerPeer() || server.hosted().isFull()
                ? WireResult.ENOMEM
                : WireResult.OK;
    }

    // Closing.

    private void close(Request request) throws IOException, InterruptedException {
        HostedChannel hosted = server.hosted().find(request.channelId());
        if (!request.hasChannelId()) {
            replies.result(request, WireResult.EINVAL);
        } else if (hosted == null && !server.hosted().wasDestroyed(request.channelId())) {
            replies.result(request, WireResult.ENOENT);
        } else if (hosted != null && hosted.channel().close() || !peer.speaks(1)) {
            replies.result(request, WireResult.OK);
        } else {
            replies.reply(
                    request,
                    w -> w.u32(AttributeType.RESULT, WireResult.OK).u32(AttributeType.CLOSED, 1));
        }
    }

    private void destroy(Request request) {
        if (request.hasChannelId()) {
            server.hosted().destroy(request.channelId());
        }
    }

    // What a lane asks for.

    /** As {@link Transfers#refusalOf}. */
    int refusalOf(Request request) {
        return transfers.refusalOf(request);
    }

    /** As {@link Transfers#answerVainTry}. */
    void answerVainTry(Request request) throws IOException, InterruptedException {
        transfers.answerVainTry(request);
    }

    /** As {@link Transfers#await}. */
    void await(Request request, Attempts attempts, long deadlineNanos, CancellationToken waits)
            throws IOException, InterruptedException {
        transfers.await(request, attempts, deadlineNanos, waits);
    }

    /** As {@link Replies#result}. */
    void result(Request request, int result) throws IOException, InterruptedException {
        replies.result(request, result);
    }
}
