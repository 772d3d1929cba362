// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;

import org.kcoro.channels.Channel;
import org.kcoro.ipc.ElementCodec;
import org.kcoro.ipc.PipelinedReceiver;
import org.kcoro.ipc.PipelinedSender;
import org.kcoro.ipc.RemoteChannel;
import org.kcoro.ipc.RemoteChannelInfo;

/** A channel of the peer whose elements are bytes, as they travel. */
final class RemoteByteChannel extends RemoteElements<byte[]> implements RemoteChannel {

    private static final ElementCodec<byte[]> BYTES =
            new ElementCodec<>() {
                @Override
                public byte[] encode(byte[] element) {
                    return element;
                }

                @Override
                public byte[] decode(byte[] bytes) {
                    return bytes;
                }
            };

    RemoteByteChannel(ChannelRequests requests) {
        super(requests, BYTES);
    }

    @Override
    public int id() {
        return requests().id;
    }

    @Override
    public <E> Channel<E> as(ElementCodec<E> codec) {
        return new RemoteElements<>(requests(), codec);
    }

    @Override
    public RemoteChannelInfo info() throws IOException {
        return requests().look();
    }

    @Override
    public PipelinedSender pipelinedSender(int window) {
        if (window < 1) {
            throw new IllegalArgumentException(
                    requests().sendOperation()
                            + ": window is "
                            + window
                            + "; it must be at least 1");
        }
        return new WindowedSender(requests(), window);
    }

    @Override
    public PipelinedReceiver pipelinedReceiver(int window, long limit) {
        if (window < 1 || limit < 0) {
            throw new IllegalArgumentException(
                    requests().receives.receiveOperation()
                            + ": window is "
                            + window
                            + " and limit "
                            + limit
                            + "; they must be at least 1 and 0");
        }
        return new WindowedReceiver(requests().receives, window, limit);
    }
}
