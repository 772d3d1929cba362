// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;

import org.kcoro.channels.Channel;

/**
 * A channel of another process, by the connection of an {@link IpcClient}. It does what the
 * contract of {@link Channel} says, with what lies between:
 *
 * <ul>
 *   <li>Every operation asks the peer and waits for its answer, those that try too. When the peer
 *       refuses, or the connection fails, an {@link java.io.UncheckedIOException} tells; its cause
 *       is an {@link IpcException} with the peer's RESULT, or what has failed. An element that was
 *       under way then may or may not have arrived.
 *   <li>Timeouts are rounded up to milliseconds, and hold also where the peer's process is stopped:
 *       a receive then finds nothing, a send fails with ETIME after a {@linkplain
 *       IpcClientBuilder#grace grace}, for its element may arrive yet.
 *   <li>A stop is told to the peer, whose answer decides; a peer that does not answer within the
 *       grace, or speaks version 1.0, leaves it open, and the exception of a send says so.
 *   <li>An element that comes when its receive has ended is kept for the next receive from that
 *       channel by the same client, and is lost with the connection.
 *   <li>It has clauses that receive, for a {@link org.kcoro.channels.Select}, where the peer speaks
 *       version 1.1. It has neither reservations, nor clauses that send, nor {@link #cancel}: those
 *       throw an {@link UnsupportedOperationException}.
 *   <li>The cause of a close does not travel. {@link #isClosedForSend} and {@link
 *       #isClosedForReceive} ask a peer of version 1.1, and know of one of version 1.0 only what
 *       this client was told. {@link #snapshot} needs version 1.1; its times are those of the
 *       peer's clock.
 * </ul>
 *
 * <p>All methods may be called from any coroutine or thread; what they ask is under way at the same
 * time. Elements that one coroutine or thread sends, or receives, keep their order.
 */
public interface RemoteChannel extends Channel<byte[]> {

    /** The longest element in bytes. */
    int MAX_ELEMENT_LENGTH = 65_535;

    /** The id in the peer. */
    int id();

    /** The name in the peer where that was told, else the id in decimal. */
    @Override
    String name();

    /**
     * This channel with elements of another type. It shares all with this one but the type.
     *
     * @param codec how they are bytes
     */
    <E> Channel<E> as(ElementCodec<E> codec);

    /**
     * Its state and counters at one moment.
     *
     * @throws IpcException when the peer knows no such channel, or speaks version 1.0
     * @throws IOException when the connection fails
     */
    RemoteChannelInfo info() throws IOException;

    /**
     * A sender that does not wait for each answer.
     *
     * @param window how many elements may be unanswered at most, at least 1
     */
    PipelinedSender pipelinedSender(int window);

    /**
     * A receiver that asks for elements ahead.
     *
     * @param window how many may be under way at most, at least 1
     * @param limit how many it receives in all; {@link Long#MAX_VALUE} for all
     */
    PipelinedReceiver pipelinedReceiver(int window, long limit);
}
