// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;

import org.kcoro.channels.Channel;
import org.kcoro.ipc.TransportConnection;
import org.kcoro.protocol.Command;
import org.kcoro.protocol.FrameDecoder;
import org.kcoro.protocol.FrameReader;
import org.kcoro.protocol.Hello;
import org.kcoro.protocol.ProtocolException;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;

/**
 * The server's side of one connection: one coroutine reads requests and hands each to a lane, one
 * writes the replies.
 *
 * <p>A lane is a queue with a coroutine that carries out its requests one after another. There is
 * one for each channel and direction, and one for all requests without a request id, whose replies
 * must come in order. A close stands in the lane of the sends, so that it does not overtake them. A
 * full lane makes the reader wait, and so in the end the peer.
 */
final class ServerConnection {

    private static final System.Logger LOG = System.getLogger("org.kcoro.ipc");

    /** Elements of the longest kind in one lane: 4 MiB. */
    private static final int LANE_CAPACITY = 64;

    private enum Direction {
        SEND,
        RECEIVE
    }

    /** What a lane is for; the ordered lane has neither. */
    private record LaneKey(int channelId, Direction direction) {}

    private static final LaneKey ORDERED = new LaneKey(0, null);

    private final Scheduler scheduler;
    private final ChannelServer server;
    private final TransportConnection connection;
    private final String name;
    private final Outbox outbox;
    private final RequestHandler handler;
    private final Map<LaneKey, Lane> lanes = new HashMap<>();

    ServerConnection(
            ChannelServer server,
            Scheduler scheduler,
            TransportConnection connection,
            String name) {
        this.server = server;
        this.scheduler = scheduler;
        this.connection = connection;
        this.name = name;
        this.outbox = new Outbox(scheduler, connection, name + "-replies");
        this.handler = new RequestHandler(server, outbox);
    }

    /** The body of the coroutine that reads. */
    void run() throws InterruptedException {
        try {
            readAll();
        } catch (ProtocolException e) {
            LOG.log(Level.WARNING, "{0} was closed: {1}", name, e.getMessage());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0} has ended: {1}", name, e);
        } finally {
            lanes.values().forEach(Lane::cancel);
            close();
            server.ended(this);
        }
    }

    private void readAll() throws IOException, InterruptedException {
        FrameDecoder decoder = new FrameDecoder();
        FrameReader frame = new FrameReader();
        Hello peer = null;
        while (connection.read(decoder.writableBuffer()) >= 0) {
            decoder.received();
            while (decoder.next(frame)) {
                if (peer == null) {
                    peer = Hello.parse(frame);
                    outbox.add(Hello.FRAME_LENGTH, Hello.OURS::encode);
                    if (!peer.isCompatible()) {
                        outbox.close();
                        outbox.awaitWritten();
                        throw new ProtocolException(
                                "its peer speaks version " + peer.major() + "." + peer.minor());
                    }
                    handler.setPeer(peer);
                } else {
                    dispatch(Request.of(frame));
                }
            }
        }
        outbox.close();
        outbox.awaitWritten();
    }

    private void dispatch(Request request) throws IOException, InterruptedException {
        LaneKey key = laneOf(request);
        if (key == null) {
            handler.handle(request);
            return;
        }
        Lane lane = lanes.get(key);
        if (lane == null) {
            lane = new Lane(name + "-lane-" + (lanes.size() + 1));
            lanes.put(key, lane);
        }
        lane.requests.send(request);
    }

    /** The lane of a request, or null when it is answered at once. */
    private LaneKey laneOf(Request request) {
        Command command = request.command();
        if (command == Command.HELLO || command == null) {
            return null;
        }
        if (request.requestId() == Request.NO_ID) {
            return ORDERED;
        }
        return switch (command) {
            case CHAN_SEND, CHAN_TRY_SEND, CHAN_CLOSE, CHAN_DESTROY ->
                    hosted(request, Direction.SEND);
            case CHAN_RECV, CHAN_TRY_RECV -> hosted(request, Direction.RECEIVE);
            default -> null;
        };
    }

    /** The lane of a channel; none for one that does not exist, lest a peer fill us with lanes. */
    private LaneKey hosted(Request request, Direction direction) {
        int id = request.channelId();
        return server.find(id) == null ? null : new LaneKey(id, direction);
    }

    /** Ends the connection; the coroutines follow. */
    void close() {
        outbox.fail(new IOException(name + " was closed"));
        try {
            connection.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, name + " failed to close", e);
        }
    }

    /** Requests that are carried out one after another. */
    private final class Lane {
        private final Channel<Request> requests;
        private final Coroutine<?> coroutine;

        Lane(String name) {
            requests = Channel.buffered(name, LANE_CAPACITY);
            coroutine = scheduler.launch(name, this::run);
        }

        private void run() throws InterruptedException {
            try {
                for (Request request = requests.receiveOrClosed();
                        request != null;
                        request = requests.receiveOrClosed()) {
                    handler.handle(request);
                }
            } catch (IOException e) {
                // The connection has failed; its reader finds out and cancels the lanes.
                LOG.log(Level.DEBUG, "{0} has ended: {1}", name, e);
            }
        }

        void cancel() {
            coroutine.cancel();
            requests.close();
        }
    }
}
