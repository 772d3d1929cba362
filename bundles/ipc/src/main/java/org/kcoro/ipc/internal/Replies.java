// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.kcoro.channels.Reservation;
import org.kcoro.protocol.AttributeType;
import org.kcoro.protocol.Command;
import org.kcoro.protocol.FrameWriter;
import org.kcoro.protocol.WireResult;

/** Lays out the replies of one connection: REQ_ID first, where the request had one. */
final class Replies {

    /** More scalars than any reply has. */
    private static final int MAX_REPLY_SCALARS = 8;

    private final Outbox outbox;

    Replies(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Answers a receive; its element is received once the reply has gone out. */
    void deliver(Request request, Reservation<byte[]> reservation)
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

    interface Attributes {
        void write(FrameWriter writer);
    }

    /** Answers with a RESULT alone, except a request that is never answered. */
    void result(Request request, int result) throws IOException, InterruptedException {
        if (request.command() != Command.CHAN_DESTROY) {
            reply(request, w -> w.u32(AttributeType.RESULT, result));
        }
    }

    void reply(Request request, Attributes attributes) throws IOException, InterruptedException {
        reply(request, 0, attributes);
    }

    /**
     * Replies.
     *
     * @param more bytes that it takes, besides some scalars
     */
    void reply(Request request, int more, Attributes attributes)
            throws IOException, InterruptedException {
        outbox.add(
                FrameWriter.encodedLength(MAX_REPLY_SCALARS) + more,
                (writer, buffer) -> {
                    attributes.write(begin(request, writer, buffer));
                    writer.end();
                });
    }

    static FrameWriter begin(Request request, FrameWriter writer, ByteBuffer buffer) {
        writer.begin(buffer, request.replyCode());
        return request.hasId() ? writer.u32(AttributeType.REQ_ID, request.requestId()) : writer;
    }
}
