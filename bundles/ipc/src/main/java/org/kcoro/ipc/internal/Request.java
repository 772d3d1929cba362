// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import org.kcoro.protocol.AttributeType;
import org.kcoro.protocol.Command;
import org.kcoro.protocol.FrameReader;

/**
 * A request, copied out of its frame so that it can wait.
 *
 * @param code the command as sent
 * @param command the command, or null when it is unknown
 * @param requestId the peer's id for it, or {@link #NO_ID}
 * @param channelId the channel that it names; meaningful if {@code hasChannelId}
 * @param hasChannelId whether it names a channel
 * @param timeoutMillis 0 to try, negative for ever, positive a bound
 * @param kind of a channel to make
 * @param capacity of a channel to make
 * @param elementSize of a channel to make; meaningful if {@code hasElementSize}
 * @param hasElementSize whether it gives an element size
 * @param element to send, or null
 */
record Request(
        int code,
        Command command,
        int requestId,
        int channelId,
        boolean hasChannelId,
        int timeoutMillis,
        int kind,
        int capacity,
        int elementSize,
        boolean hasElementSize,
        byte[] element) {

    static final int NO_ID = 0;

    static Request of(FrameReader frame) {
        return new Request(
                frame.command(),
                Command.ofCode(frame.command()),
                frame.u32(AttributeType.REQ_ID, NO_ID),
                frame.u32(AttributeType.CHAN_ID, 0),
                frame.hasU32(AttributeType.CHAN_ID),
                frame.u32(AttributeType.TIMEOUT_MS, 0),
                frame.u32(AttributeType.KIND, 0),
                frame.u32(AttributeType.CAPACITY, 0),
                frame.u32(AttributeType.ELEM_SIZE, 0),
                frame.hasU32(AttributeType.ELEM_SIZE),
                frame.copyOf(AttributeType.ELEMENT));
    }
}
