// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import org.kcoro.protocol.AttributeType;
import org.kcoro.protocol.Command;
import org.kcoro.protocol.FrameReader;
import org.kcoro.protocol.WireResult;

/**
 * A request, copied out of its frame so that it can wait.
 *
 * @param code the command as sent
 * @param command the command, or null when it is unknown
 * @param requestId the peer's id for it, or {@link #NO_ID}
 * @param channelId the channel that it names; meaningful if {@code hasChannelId}
 * @param hasChannelId whether it names a channel
 * @param timeoutMillis 0 to try, negative for ever, positive a bound
 * @param deadlineNanos when a bound that counts from its arrival ends, on the scale of the port
 * @param kind of a channel to make
 * @param capacity of a channel to make
 * @param elementSize of a channel to make; meaningful if {@code hasElementSize}
 * @param hasElementSize whether it gives an element size
 * @param element to send, or null
 * @param name of a channel to open, or null
 * @param create whether to make it where it is not there
 * @param cursor after which a page of a list begins
 * @param refusal the RESULT with which a limit refuses it, or {@link WireResult#OK}
 */
record Request(
        int code,
        Command command,
        int requestId,
        int channelId,
        boolean hasChannelId,
        int timeoutMillis,
        long deadlineNanos,
        int kind,
        int capacity,
        int elementSize,
        boolean hasElementSize,
        byte[] element,
        byte[] name,
        boolean create,
        int cursor,
        int refusal) {

    static final int NO_ID = 0;

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Copies all of a request. */
    static Request of(FrameReader frame, long nowNanos) {
        return of(frame, nowNanos, frame.copyOf(AttributeType.ELEMENT), WireResult.OK);
    }

    /** Copies what an answer needs of a request that a limit refuses. */
    static Request refused(FrameReader frame, int result) {
        return of(frame, 0, null, result);
    }

    private static Request of(FrameReader frame, long nowNanos, byte[] element, int refusal) {
        int timeoutMillis = frame.u32(AttributeType.TIMEOUT_MS, 0);
        return new Request(
                frame.command(),
                Command.ofCode(frame.command()),
                frame.u32(AttributeType.REQ_ID, NO_ID),
                frame.u32(AttributeType.CHAN_ID, 0),
                frame.hasU32(AttributeType.CHAN_ID),
                timeoutMillis,
                nowNanos + Math.max(0, timeoutMillis) * NANOS_PER_MILLI,
                frame.u32(AttributeType.KIND, 0),
                frame.u32(AttributeType.CAPACITY, 0),
                frame.u32(AttributeType.ELEM_SIZE, 0),
                frame.hasU32(AttributeType.ELEM_SIZE),
                element,
                frame.copyOf(AttributeType.NAME),
                frame.u32(AttributeType.CREATE, 0) != 0,
                frame.u32(AttributeType.CURSOR, 0),
                refusal);
    }

    boolean hasId() {
        return requestId != NO_ID;
    }

    boolean isSend() {
        return command == Command.CHAN_SEND || command == Command.CHAN_TRY_SEND;
    }

    boolean isReceive() {
        return command == Command.CHAN_RECV || command == Command.CHAN_TRY_RECV;
    }

    boolean isClose() {
        return command == Command.CHAN_CLOSE || command == Command.CHAN_DESTROY;
    }

    /** Whether it sends or receives without waiting. */
    boolean isTry() {
        return command == Command.CHAN_TRY_SEND
                || command == Command.CHAN_TRY_RECV
                || (command == Command.CHAN_SEND || command == Command.CHAN_RECV)
                        && timeoutMillis == 0;
    }

    /** Whether its wait has a bound. */
    boolean isTimed() {
        return !isTry() && timeoutMillis > 0;
    }

    long timeoutNanos() {
        return timeoutMillis * NANOS_PER_MILLI;
    }

    int elementBytes() {
        return element == null ? 0 : element.length;
    }

    /** The command of its reply. */
    int replyCode() {
        if (isSend()) {
            return Command.CHAN_SEND.code();
        }
        return isReceive() ? Command.CHAN_RECV.code() : code;
    }
}
