// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.util.List;

import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelKind;
import org.kcoro.ipc.IpcException;
import org.kcoro.ipc.RemoteChannelInfo;
import org.kcoro.protocol.AttributeType;
import org.kcoro.protocol.FrameReader;
import org.kcoro.protocol.WireResult;

/**
 * A reply, copied out of its frame.
 *
 * @param result the RESULT, or {@link WireResult#OK} where there is none
 * @param channelId the CHAN_ID, or 0
 * @param kind the KIND, or rendezvous where there is none
 * @param capacity the CAPACITY, or 0
 * @param closed whether it says that the channel was closed before
 * @param element the ELEMENT, or null
 * @param info of a channel, in a reply of version 1.1 that has one; else null
 * @param entries of a list
 * @param cursor where a list goes on, or 0
 */
record Reply(
        int result,
        int channelId,
        ChannelKind kind,
        int capacity,
        boolean closed,
        byte[] element,
        RemoteChannelInfo info,
        List<RemoteChannelInfo> entries,
        int cursor) {

    /** Of a request that was not sent in time. */
    static final Reply NOT_SENT =
            new Reply(
                    WireResult.ETIME,
                    0,
                    ChannelKind.RENDEZVOUS,
                    0,
                    false,
                    null,
                    null,
                    List.of(),
                    0);

    static Reply of(FrameReader frame) {
        return new Reply(
                frame.u32(AttributeType.RESULT, WireResult.OK),
                frame.u32(AttributeType.CHAN_ID, 0),
                ChannelInfoCodec.kindOf(frame.u32(AttributeType.KIND, 0)),
                frame.u32(AttributeType.CAPACITY, 0),
                frame.u32(AttributeType.CLOSED, 0) != 0,
                frame.copyOf(AttributeType.ELEMENT),
                frame.has(AttributeType.TOTAL_SENDS) ? ChannelInfoCodec.read(frame) : null,
                frame.has(AttributeType.ENTRY) ? ChannelInfoCodec.entriesOf(frame) : List.of(),
                frame.u32(AttributeType.CURSOR, 0));
    }

    /**
     * Whether the operation was done; false when its time ran out.
     *
     * @param operation what was asked for, such as {@code send to channel 1001}
     */
    boolean isDone(String operation) throws IOException {
        return switch (result) {
            case WireResult.OK -> true;
            case WireResult.EAGAIN, WireResult.ETIME -> false;
            case WireResult.EPIPE -> throw new ChannelClosedException(operation + ": closed");
            default ->
                    throw new IpcException(
                            operation + " was refused: " + WireResult.describe(result), result);
        };
    }
}
