// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.kcoro.channels.ChannelKind;
import org.kcoro.ipc.IpcClient;
import org.kcoro.ipc.IpcException;
import org.kcoro.ipc.IpcServer;
import org.kcoro.ipc.RemoteChannel;
import org.kcoro.ipc.RemoteChannelInfo;
import org.kcoro.ipc.Transport;
import org.kcoro.protocol.AttributeType;
import org.kcoro.protocol.Command;
import org.kcoro.protocol.FrameWriter;
import org.kcoro.protocol.WireResult;
import org.kcoro.scheduler.Scheduler;

/** The channels of the peer, by one connection. */
public final class BridgeClient implements IpcClient {

    private final ClientConnection connection;

    private BridgeClient(ClientConnection connection) {
        this.connection = connection;
    }

    /**
     * Connects and says HELLO.
     *
     * @param grace how long it waits, beyond a timeout, for an answer
     */
    public static IpcClient open(
            Scheduler scheduler, Transport transport, Path path, Duration grace)
            throws IOException, InterruptedException {
        return new BridgeClient(ClientConnection.open(scheduler, transport, path, grace));
    }

    private RemoteChannel remote(int id, String name, ChannelKind kind, int capacity) {
        return new RemoteByteChannel(new ChannelRequests(connection, id, name, kind, capacity));
    }

    @Override
    public RemoteChannel channel(int channelId) {
        return remote(channelId, Integer.toUnsignedString(channelId), null, 0);
    }

    @Override
    public RemoteChannel makeChannel(ChannelKind kind, int capacity, int elementSize)
            throws IOException, InterruptedException {
        checkElementSize(elementSize);
        Reply reply =
                connection.call(Command.CHAN_MAKE, 0, w -> putKind(w, kind, capacity, elementSize));
        reply.isDone("make a " + kind.label() + " channel");
        int id = reply.channelId();
        return remote(id, Integer.toUnsignedString(id), kind, capacityOf(kind, capacity));
    }

    /** What a channel that was asked for has. */
    private static int capacityOf(ChannelKind kind, int asked) {
        return switch (kind) {
            case RENDEZVOUS -> 0;
            case BUFFERED -> Math.max(1, asked);
            case CONFLATED -> 1;
            case UNLIMITED -> Integer.MAX_VALUE;
        };
    }

    private void checkElementSize(int elementSize) throws IpcException {
        if (elementSize == IpcServer.VARIABLE_SIZE) {
            connection.requireMinor1("elements of variable size");
        }
        if (elementSize < 0 || elementSize > RemoteChannel.MAX_ELEMENT_LENGTH) {
            // A peer of version 1.0 would not answer.
            throw new IpcException(
                    connection
                            + ": an element size of "
                            + elementSize
                            + " is not possible, at most "
                            + RemoteChannel.MAX_ELEMENT_LENGTH
                            + " is",
                    WireResult.EMSGSIZE);
        }
    }

    private static void putKind(
            FrameWriter writer, ChannelKind kind, int capacity, int elementSize) {
        writer.u32(AttributeType.KIND, ChannelInfoCodec.codeOf(kind))
                .u32(AttributeType.ELEM_SIZE, elementSize)
                .u32(AttributeType.CAPACITY, capacity);
    }

    @Override
    public RemoteChannel openChannel(int channelId) throws IOException, InterruptedException {
        RemoteChannelInfo info = channel(channelId).info();
        return remote(
                channelId,
                info.snapshot().name(),
                info.snapshot().kind(),
                info.snapshot().capacity());
    }

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
        connection.requireMinor1("names of channels");
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
                connection.call(
                        Command.CHAN_OPEN,
                        bytes.length,
                        w -> {
                            w.bytes(AttributeType.NAME, bytes);
                            more.write(w);
                        });
        reply.isDone("open channel '" + channelName + "'");
        return remote(reply.channelId(), channelName, reply.kind(), reply.capacity());
    }

    @Override
    public List<RemoteChannelInfo> listChannels() throws IOException, InterruptedException {
        connection.requireMinor1("lists of channels");
        List<RemoteChannelInfo> all = new ArrayList<>();
        int cursor = 0;
        do {
            int from = cursor;
            Reply page =
                    connection.call(Command.CHAN_LIST, 0, w -> w.u32(AttributeType.CURSOR, from));
            page.isDone("list channels");
            all.addAll(page.entries());
            cursor = page.cursor();
        } while (cursor != 0);
        return all;
    }

    @Override
    public void whenEnded(Consumer<IOException> action) {
        connection.whenEnded(action);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
