// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.ipc.RemoteChannelInfo;
import org.kcoro.protocol.AttributeType;
import org.kcoro.protocol.FrameLayout;
import org.kcoro.protocol.FrameReader;
import org.kcoro.protocol.FrameWriter;
import org.kcoro.protocol.KindCode;

/** A channel with its snapshot as attributes of version 1.1. */
final class ChannelInfoCodec {

    /** The longest name in bytes. */
    static final int MAX_NAME_LENGTH = 255;

    /** More bytes than a channel takes, as attributes. */
    static final int MAX_LENGTH = 1_024;

    private ChannelInfoCodec() {}

    static int codeOf(ChannelKind kind) {
        return switch (kind) {
            case RENDEZVOUS -> KindCode.RENDEZVOUS;
            case BUFFERED -> KindCode.BUFFERED;
            case CONFLATED -> KindCode.CONFLATED;
            case UNLIMITED -> KindCode.UNLIMITED;
        };
    }

    static ChannelKind kindOf(int code) {
        return switch (code) {
            case KindCode.BUFFERED -> ChannelKind.BUFFERED;
            case KindCode.CONFLATED -> ChannelKind.CONFLATED;
            case KindCode.UNLIMITED -> ChannelKind.UNLIMITED;
            default -> ChannelKind.RENDEZVOUS;
        };
    }

    /** The bytes of a name, cut to what fits. */
    static byte[] bytesOf(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= MAX_NAME_LENGTH
                ? bytes
                : java.util.Arrays.copyOf(bytes, MAX_NAME_LENGTH);
    }

    /** Writes a channel after what a frame has already. */
    static void write(FrameWriter writer, RemoteChannelInfo info) {
        ChannelSnapshot snapshot = info.snapshot();
        writer.u32(AttributeType.CHAN_ID, info.id())
                .bytes(AttributeType.NAME, bytesOf(snapshot.name()))
                .u32(AttributeType.KIND, codeOf(snapshot.kind()))
                .u32(AttributeType.ELEM_SIZE, info.elementSize())
                .u32(AttributeType.CAPACITY, snapshot.capacity())
                .u32(AttributeType.DEPTH, snapshot.depth())
                .u32(AttributeType.CLOSED, snapshot.closed() ? 1 : 0)
                .u64(AttributeType.TOTAL_SENDS, snapshot.sends())
                .u64(AttributeType.TOTAL_RECVS, snapshot.recvs())
                .u64(AttributeType.TOTAL_BYTES_SENT, snapshot.bytesSent())
                .u64(AttributeType.TOTAL_BYTES_RECV, snapshot.bytesRecv())
                .u64(AttributeType.FIRST_OP_TIME_NS, snapshot.firstOpNanos())
                .u64(AttributeType.LAST_OP_TIME_NS, snapshot.lastOpNanos())
                .u64(AttributeType.SEND_EAGAIN, snapshot.sendEagain())
                .u64(AttributeType.SEND_ETIME, snapshot.sendEtime())
                .u64(AttributeType.SEND_EPIPE, snapshot.sendEpipe())
                .u64(AttributeType.RECV_EAGAIN, snapshot.recvEagain())
                .u64(AttributeType.RECV_ETIME, snapshot.recvEtime())
                .u64(AttributeType.RECV_EPIPE, snapshot.recvEpipe())
                .u64(AttributeType.CANCELLED, snapshot.cancelled())
                .u64(AttributeType.DROPPED, snapshot.dropped())
                .u64(AttributeType.UNDELIVERED, snapshot.undelivered())
                .u64(AttributeType.RESERVED, snapshot.reserved())
                .u64(AttributeType.RV_MATCHES, snapshot.rvMatches())
                .u64(AttributeType.RV_CANCELS, snapshot.rvCancels())
                .u64(AttributeType.WAITING_SENDERS, snapshot.waitingSenders())
                .u64(AttributeType.WAITING_RECEIVERS, snapshot.waitingReceivers());
    }

    /** Reads a channel. */
    static RemoteChannelInfo read(FrameReader frame) {
        byte[] name = frame.copyOf(AttributeType.NAME);
        ChannelSnapshot snapshot =
                new ChannelSnapshot(
                        name == null ? "" : new String(name, StandardCharsets.UTF_8),
                        kindOf(frame.u32(AttributeType.KIND, 0)),
                        frame.u32(AttributeType.CAPACITY, 0),
                        frame.u32(AttributeType.DEPTH, 0),
                        frame.u32(AttributeType.CLOSED, 0) != 0,
                        frame.u64(AttributeType.TOTAL_SENDS, 0),
                        frame.u64(AttributeType.TOTAL_RECVS, 0),
                        frame.u64(AttributeType.TOTAL_BYTES_SENT, 0),
                        frame.u64(AttributeType.TOTAL_BYTES_RECV, 0),
                        frame.u64(AttributeType.FIRST_OP_TIME_NS, 0),
                        frame.u64(AttributeType.LAST_OP_TIME_NS, 0),
                        frame.u64(AttributeType.SEND_EAGAIN, 0),
                        frame.u64(AttributeType.SEND_ETIME, 0),
                        frame.u64(AttributeType.SEND_EPIPE, 0),
                        frame.u64(AttributeType.RECV_EAGAIN, 0),
                        frame.u64(AttributeType.RECV_ETIME, 0),
                        frame.u64(AttributeType.RECV_EPIPE, 0),
                        frame.u64(AttributeType.CANCELLED, 0),
                        frame.u64(AttributeType.DROPPED, 0),
                        frame.u64(AttributeType.UNDELIVERED, 0),
                        (int) frame.u64(AttributeType.RESERVED, 0),
                        frame.u64(AttributeType.RV_MATCHES, 0),
                        frame.u64(AttributeType.RV_CANCELS, 0),
                        (int) frame.u64(AttributeType.WAITING_SENDERS, 0),
                        (int) frame.u64(AttributeType.WAITING_RECEIVERS, 0));
        return new RemoteChannelInfo(
                frame.u32(AttributeType.CHAN_ID, 0),
                frame.u32(AttributeType.ELEM_SIZE, 0),
                snapshot);
    }

    /** A channel as the value of an ENTRY. */
    static byte[] entryOf(RemoteChannelInfo info) {
        ByteBuffer frame = ByteBuffer.allocate(MAX_LENGTH);
        FrameWriter writer = new FrameWriter().begin(frame, 0);
        write(writer, info);
        byte[] entry = new byte[writer.end() - FrameLayout.HEADER_LENGTH];
        frame.get(FrameLayout.HEADER_LENGTH, entry);
        return entry;
    }

    /** The channels of all ENTRYs. */
    static List<RemoteChannelInfo> entriesOf(FrameReader frame) {
        List<RemoteChannelInfo> entries = new ArrayList<>();
        frame.forEach(
                AttributeType.ENTRY,
                (offset, length) -> {
                    ByteBuffer entry = ByteBuffer.allocate(FrameLayout.HEADER_LENGTH + length);
                    FrameLayout.putHeader(entry, 0, 0, length);
                    entry.put(FrameLayout.HEADER_LENGTH, frame.buffer(), offset, length);
                    entries.add(read(new FrameReader().wrap(entry, 0)));
                });
        return entries;
    }
}
