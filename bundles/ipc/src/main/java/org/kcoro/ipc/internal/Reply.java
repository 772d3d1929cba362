// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;

import org.kcoro.channels.ChannelClosedException;
import org.kcoro.ipc.IpcException;
import org.kcoro.protocol.AttributeType;
import org.kcoro.protocol.FrameReader;
import org.kcoro.protocol.WireResult;

/**
 * A reply, copied out of its frame.
 *
 * @param result the RESULT, or {@link WireResult#OK} where there is none
 * @param channelId the CHAN_ID, or 0
 * @param element the ELEMENT, or null
 */
record Reply(int result, int channelId, byte[] element) {

    static Reply of(FrameReader frame) {
        return new Reply(
                frame.u32(AttributeType.RESULT, WireResult.OK),
                frame.u32(AttributeType.CHAN_ID, 0),
                frame.copyOf(AttributeType.ELEMENT));
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
