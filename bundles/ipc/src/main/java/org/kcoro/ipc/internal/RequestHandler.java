// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.time.Duration;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelBuilder;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.ipc.RemoteChannel;
import org.kcoro.protocol.AttributeType;
import org.kcoro.protocol.Command;
import org.kcoro.protocol.FrameWriter;
import org.kcoro.protocol.Hello;
import org.kcoro.protocol.KindCode;
import org.kcoro.protocol.ProtocolVersion;
import org.kcoro.protocol.WireResult;

/** Carries out the requests of one connection and answers them. */
final class RequestHandler {

    /** More scalars than any reply has. */
    private static final int MAX_REPLY_SCALARS = 8;

    private final ChannelServer server;
    private final Outbox outbox;
    private volatile Hello peer;

    RequestHandler(ChannelServer server, Outbox outbox) {
        this.server = server;
        this.outbox = outbox;
    }

    void setPeer(Hello peer) {
        this.peer = peer;
    }

    /** Carries out a request and answers it; waits where the request does. */
    void handle(Request request) throws IOException, InterruptedException {
        if (request.command() == null) {
            answerUnknown(request);
            return;
        }
        switch (request.command()) {
            case HELLO -> {
                // A second one is ignored.
            }
            case GET_INFO ->
                    reply(
                            request,
                            request.code(),
                            w ->
                                    w.u32(AttributeType.ABI_MAJOR, ProtocolVersion.MAJOR)
                                            .u32(AttributeType.ABI_MINOR, ProtocolVersion.MINOR)
                                            .u32(AttributeType.CAPS, 0));
            case GET_STATS -> answerStats(request);
            case CHAN_MAKE -> make(request);
            case CHAN_SEND, CHAN_TRY_SEND -> result(request, Command.CHAN_SEND, send(request));
            case CHAN_RECV, CHAN_TRY_RECV -> receive(request);
            case CHAN_CLOSE -> result(request, Command.CHAN_CLOSE, close(request));
            case CHAN_DESTROY -> close(request);
            default -> answerUnknown(request);
        }
    }

    private void answerUnknown(Request request) throws IOException, InterruptedException {
        // A 1.0 peer would take the answer for that of another request.
        if (peer.speaks(1)) {
            reply(request, request.code(), w -> w.u32(AttributeType.RESULT, WireResult.ENOSYS));
        }
    }

    private void answerStats(Request request) throws IOException, InterruptedException {
        HostedChannel hosted = server.find(request.channelId());
        ChannelSnapshot snapshot = hosted == null ? null : hosted.channel().snapshot();
        int sends = snapshot == null ? 0 : (int) snapshot.sends();
        int recvs = snapshot == null ? 0 : (int) snapshot.recvs();
        reply(
                request,
                request.code(),
                w -> w.u32(AttributeType.SEND_OPS, sends).u32(AttributeType.RECV_OPS, recvs));
    }

    // Channels.

    private void make(Request request) throws IOException, InterruptedException {
        int result = checkMake(request);
        if (result != WireResult.OK) {
            result(request, Command.CHAN_MAKE, result);
            return;
        }
        ChannelBuilder<byte[]> builder =
                Channel.<byte[]>builder("remote").sizer(element -> element.length);
        if (request.kind() == KindCode.BUFFERED) {
            builder.buffered(Math.max(1, request.capacity()));
        }
        int id = server.offer(builder.build(), request.elementSize());
        reply(request, Command.CHAN_MAKE.code(), w -> w.u32(AttributeType.CHAN_ID, id));
    }

    private int checkMake(Request request) {
        boolean variable = request.elementSize() == 0 && peer.speaks(1);
        if (!request.hasElementSize()
                || request.elementSize() < 0
                || (request.elementSize() == 0 && !variable)) {
            return WireResult.EINVAL;
        }
        if (request.elementSize() > RemoteChannel.MAX_ELEMENT_LENGTH) {
            return WireResult.EMSGSIZE;
        }
        if (request.capacity() < 0 || request.capacity() > ChannelBuilder.MAX_CAPACITY) {
            return WireResult.EINVAL;
        }
        return switch (request.kind()) {
            case KindCode.RENDEZVOUS, KindCode.BUFFERED ->
                    server.isFull() ? WireResult.ENOMEM : WireResult.OK;
            case KindCode.CONFLATED, KindCode.UNLIMITED -> WireResult.ENOTSUP;
            default -> WireResult.EINVAL;
        };
    }

    private int send(Request request) throws InterruptedException {
        if (!request.hasChannelId() || request.element() == null) {
            return WireResult.EINVAL;
        }
        HostedChannel hosted = server.find(request.channelId());
        if (hosted == null) {
            return WireResult.ENOENT;
        }
        if (!hosted.accepts(request.element().length)) {
            return WireResult.EINVAL;
        }
        Channel<byte[]> channel = hosted.channel();
        int timeout = timeoutOf(request, Command.CHAN_TRY_SEND);
        try {
            if (timeout < 0) {
                channel.send(request.element());
                return WireResult.OK;
            }
            return channel.send(request.element(), Duration.ofMillis(timeout))
                    ? WireResult.OK
                    : tooLate(timeout);
        } catch (ChannelClosedException e) {
            return WireResult.EPIPE;
        }
    }

    private void receive(Request request) throws IOException, InterruptedException {
        if (!request.hasChannelId()) {
            result(request, Command.CHAN_RECV, WireResult.EINVAL);
            return;
        }
        HostedChannel hosted = server.find(request.channelId());
        if (hosted == null) {
            result(request, Command.CHAN_RECV, WireResult.ENOENT);
            return;
        }
        Channel<byte[]> channel = hosted.channel();
        int timeout = timeoutOf(request, Command.CHAN_TRY_RECV);
        byte[] element;
        try {
            element = timeout < 0 ? channel.receive() : channel.receive(Duration.ofMillis(timeout));
        } catch (ChannelClosedException e) {
            result(request, Command.CHAN_RECV, WireResult.EPIPE);
            return;
        }
        if (element == null) {
            result(request, Command.CHAN_RECV, tooLate(timeout));
            return;
        }
        int length = FrameWriter.encodedLength(MAX_REPLY_SCALARS, element.length);
        outbox.add(
                length,
                (writer, buffer) ->
                        begin(request, Command.CHAN_RECV.code(), writer, buffer)
                                .u32(AttributeType.RESULT, WireResult.OK)
                                .bytes(AttributeType.ELEMENT, element)
                                .end());
    }

    private static int timeoutOf(Request request, Command tryCommand) {
        return request.command() == tryCommand ? 0 : request.timeoutMillis();
    }

    private static int tooLate(int timeoutMillis) {
        return timeoutMillis == 0 ? WireResult.EAGAIN : WireResult.ETIME;
    }

    private int close(Request request) {
        if (!request.hasChannelId()) {
            return WireResult.EINVAL;
        }
        HostedChannel hosted = server.find(request.channelId());
        if (hosted == null) {
            return WireResult.ENOENT;
        }
        hosted.channel().close();
        return WireResult.OK;
    }

    // Replies: REQ_ID first, where the request had one.

    private interface Attributes {
        void write(FrameWriter writer);
    }

    private void result(Request request, Command command, int result)
            throws IOException, InterruptedException {
        reply(request, command.code(), w -> w.u32(AttributeType.RESULT, result));
    }

    private void reply(Request request, int command, Attributes attributes)
            throws IOException, InterruptedException {
        outbox.add(
                FrameWriter.encodedLength(MAX_REPLY_SCALARS),
                (writer, buffer) -> {
                    attributes.write(begin(request, command, writer, buffer));
                    writer.end();
                });
    }

    private static FrameWriter begin(
            Request request, int command, FrameWriter writer, java.nio.ByteBuffer buffer) {
        writer.begin(buffer, command);
        return request.requestId() == Request.NO_ID
                ? writer
                : writer.u32(AttributeType.REQ_ID, request.requestId());
    }
}
