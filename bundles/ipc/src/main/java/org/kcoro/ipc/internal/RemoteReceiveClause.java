// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Selection;
import org.kcoro.ipc.ElementCodec;
import org.kcoro.protocol.Command;
import org.kcoro.protocol.WireResult;

/**
 * Receives from a channel of the peer. To enrol it asks for an element there, for ever; when the
 * round ends otherwise, it asks the peer to withdraw that. An element that comes all the same is
 * for the next receive by this client.
 */
final class RemoteReceiveClause<E> extends ReceiveClause<E> {

    private final ChannelRequests requests;
    private final ElementCodec<E> codec;
    private EnrolledReceive enrolled;

    /** The element of the last round, and what it was decoded to. */
    private byte[] bytes;

    private E element;

    RemoteReceiveClause(Channel<E> channel, ChannelRequests requests, ElementCodec<E> codec) {
        super(channel);
        this.requests = requests;
        this.codec = codec;
    }

    @Override
    public E element() {
        if (element == null && bytes != null) {
            element = codec.decode(bytes);
        }
        if (element == null) {
            throw new IllegalStateException(
                    "channel " + requests.name + ": the clause has received nothing");
        }
        return element;
    }

    @Override
    protected void prepare() {
        bytes = null;
        element = null;
    }

    @Override
    protected Attempt attempt() {
        try {
            bytes = requests.receives.tryReceive();
            return bytes == null ? Attempt.NOT_NOW : Attempt.DONE;
        } catch (ChannelClosedException e) {
            return Attempt.CLOSED;
        } catch (IOException e) {
            throw RemoteElements.unchecked(e);
        }
    }

    @Override
    protected Attempt enrol(Selection selection) {
        EnrolledReceive receive = new EnrolledReceive(this, requests, selection);
        Reply kept = requests.receives.lateElements().takeOrBegin(requests.id, receive);
        if (kept != null) {
            bytes = kept.element();
            return Attempt.DONE;
        }
        enrolled = receive;
        // What fails here leaves it enrolled, to be withdrawn.
        try (WaitBound bound = WaitBound.unstoppable(requests.connection.grace())) {
            if (!requests.connection.request(
                    Command.CHAN_RECV,
                    0,
                    requests.receives.receiveOf(ChannelRequests.FOR_EVER),
                    receive,
                    bound)) {
                throw new IOException(
                        requests.receives.receiveOperation()
                                + ": the peer does not read; is its process stopped?");
            }
        } catch (IOException e) {
            leave();
            throw RemoteElements.unchecked(e);
        } catch (InterruptedException e) {
            throw new AssertionError("an interrupt stops no such wait", e);
        }
        return Attempt.NOT_NOW;
    }

    /** Takes the element of a round that was claimed for it; before the select is told. */
    void received(Reply reply) {
        bytes = reply.result() == WireResult.OK ? reply.element() : null;
    }

    @Override
    protected void withdraw(boolean chosen) {
        leave();
    }

    private void leave() {
        EnrolledReceive left = enrolled;
        enrolled = null;
        if (left != null) {
            requests.receives.lateElements().end(requests.id, left);
            requests.connection.cancel(requests.id, left.leave());
        }
    }

    @Override
    protected ChannelClosedException closedException() {
        return new ChannelClosedException(requests.receives.receiveOperation() + ": closed");
    }
}
