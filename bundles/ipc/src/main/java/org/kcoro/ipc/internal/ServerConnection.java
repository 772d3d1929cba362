// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;

import org.kcoro.ipc.TransportConnection;
import org.kcoro.protocol.AttributeType;
import org.kcoro.protocol.Command;
import org.kcoro.protocol.FrameDecoder;
import org.kcoro.protocol.FrameReader;
import org.kcoro.protocol.Hello;
import org.kcoro.protocol.ProtocolException;
import org.kcoro.protocol.WireResult;
import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;

/**
 * The server's side of one connection: one coroutine reads requests and carries them out where they
 * need no wait, and writes their replies; another writes where the peer is slow. Those that wait,
 * and those behind them, are in {@link Lane}s: one for each channel and direction, and one for all
 * requests without a request id.
 *
 * <p>Its end, by the peer's end of its direction or by a stop of the server: no more requests are
 * read, those that were are carried out, those that wait are cancelled (by a stop: after a while),
 * the replies are written, and the connection is closed.
 */
final class ServerConnection {

    private static final System.Logger LOG = System.getLogger("org.kcoro.ipc");

    private enum Direction {
        SEND,
        RECEIVE
    }

    /** How many lanes there are before idle ones are looked for. */
    private static final int MIN_LANES_BEFORE_SWEEP = 256;

    private record LaneKey(int channelId, Direction direction) {}

    private final Scheduler scheduler;
    private final ChannelServer server;
    private final TransportConnection connection;
    private final Path socket;
    private final String name;
    private final Outbox outbox;
    private final RequestHandler handler;
    private final InFlight inFlight;

    /** Under which it reads: cancelled by a stop. */
    private final CancellationToken reads = CancellationToken.create();

    /** Under which requests wait. */
    private final CancellationToken waits = CancellationToken.create();

    private final Lane ordered;

    // The reader's.
    private final Map<LaneKey, Lane> lanes = new HashMap<>();
    private int lanesBeforeSweep = MIN_LANES_BEFORE_SWEEP;

    /** For what is neither ordered nor of a channel; the reader's. */
    private final Attempts attempts = new Attempts();

    ServerConnection(
            ChannelServer server,
            Scheduler scheduler,
            TransportConnection connection,
            Path socket,
            String name) {
        this.server = server;
        this.scheduler = scheduler;
        this.connection = connection;
        this.socket = socket;
        this.name = name;
        this.outbox =
                new Outbox(
                        scheduler,
                        connection,
                        name + "-replies",
                        server.settling().readLock(),
                        failure -> closeConnection());
        this.handler = new RequestHandler(server, outbox);
        ServerLimits limits = server.limits();
        this.inFlight =
                new InFlight(
                        server.inFlight(),
                        limits.maxRequestsPerPeer(),
                        limits.maxRequestBytesPerPeer());
        this.ordered = newLane("ordered", true);
    }

    private Lane newLane(String lane, boolean strict) {
        return new Lane(scheduler, handler, inFlight, waits, name + "-" + lane, strict);
    }

    /** By which socket it has come. */
    Path socket() {
        return socket;
    }

    /** The body of the coroutine that reads. */
    void run() throws InterruptedException {
        try {
            boolean stopped = readUntilEnd();
            if (!stopped) {
                cancelWaits("the peer has ended the connection");
            }
            ordered.awaitIdle();
            for (Lane lane : lanes.values()) {
                lane.awaitIdle();
            }
            outbox.close();
            outbox.awaitWritten();
        } catch (ProtocolException e) {
            LOG.log(Level.WARNING, "{0} was closed: {1}", name, e.getMessage());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0} has ended: {1}", name, e);
        } finally {
            close();
            server.ended(this);
        }
    }

    /**
     * Reads until the peer ends its direction, or a stop.
     *
     * @return whether it was a stop
     */
    private boolean readUntilEnd() throws IOException, InterruptedException {
        try {
            reads.call(
                    () -> {
                        readAll();
                        return null;
                    });
            return false;
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (e instanceof CancellationException && reads.isCancelled()) {
                return true;
            }
            throw e;
        } catch (Exception e) {
            throw new AssertionError(name + ": a reader throws nothing else", e);
        }
    }

    private void readAll() throws IOException, InterruptedException {
        FrameDecoder decoder = new FrameDecoder(server.limits().maxFrameBytes());
        FrameReader frame = new FrameReader();
        boolean greeted = false;
        while (connection.read(decoder.writableBuffer()) >= 0) {
            decoder.received();
            // The replies to requests that have come together go out together.
            outbox.cork();
            try {
                while (decoder.next(frame)) {
                    if (greeted) {
                        dispatch(frame);
                    } else {
                        greet(Hello.parse(frame));
                        greeted = true;
                    }
                }
            } finally {
                outbox.uncork();
            }
        }
    }

    private void greet(Hello peer) throws IOException, InterruptedException {
        handler.setPeer(peer);
        outbox.add(Hello.FRAME_LENGTH, Hello.OURS::encode);
        if (!peer.isCompatible()) {
            outbox.close();
            outbox.awaitWritten();
            throw new ProtocolException(
                    "its peer speaks version "
                            + Integer.toUnsignedString(peer.major())
                            + "."
                            + Integer.toUnsignedString(peer.minor()));
        }
    }

    private void dispatch(FrameReader frame) throws IOException, InterruptedException {
        if (!frame.isWellFormed()) {
            throw new ProtocolException(
                    "the attributes of command "
                            + frame.command()
                            + " do not fill its payload of "
                            + frame.payloadLength()
                            + " bytes");
        }
        if (frame.command() == Command.HELLO.code()) {
            // A second one.
            return;
        }
        if (frame.command() == Command.CANCEL.code() && handler.isSpoken(Command.CANCEL)) {
            cancel(
                    frame.u32(AttributeType.CHAN_ID, 0),
                    frame.u32(AttributeType.REQ_ID, Request.NO_ID));
            return;
        }
        Request request =
                inFlight.tryAdd(Math.max(0, frame.valueLength(AttributeType.ELEMENT)))
                        ? Request.of(frame, Parker.current().nanoTime())
                        : Request.refused(frame, WireResult.ENOMEM);
        if (!request.hasId()) {
            ordered.accept(request);
        } else if (isOfChannel(request)) {
            laneOf(request).accept(request);
        } else {
            carryOut(request);
        }
    }

    private boolean isOfChannel(Request request) {
        return (request.isSend() || request.isReceive() || request.isClose())
                // None for one that does not exist, lest a peer fill us with lanes.
                && server.hosted().find(request.channelId()) != null;
    }

    /** Ends the wait of a request, if there is one of that id. */
    private void cancel(int channelId, int requestId) throws IOException, InterruptedException {
        for (Direction direction : Direction.values()) {
            Lane lane = lanes.get(new LaneKey(channelId, direction));
            if (lane != null) {
                lane.cancel(requestId);
            }
        }
    }

    /** A close stands in the lane of the sends, so that it does not overtake one that has room. */
    private Lane laneOf(Request request) {
        LaneKey key =
                new LaneKey(
                        request.channelId(),
                        request.isReceive() ? Direction.RECEIVE : Direction.SEND);
        Lane lane = lanes.get(key);
        if (lane == null) {
            if (lanes.size() >= lanesBeforeSweep) {
                lanes.values().removeIf(Lane::isIdle);
                lanesBeforeSweep = Math.max(MIN_LANES_BEFORE_SWEEP, 2 * lanes.size());
            }
            lane = newLane(key.direction() + "-" + key.channelId(), false);
            lanes.put(key, lane);
        }
        return lane;
    }

    private void carryOut(Request request) throws IOException, InterruptedException {
        boolean done = false;
        try {
            done = handler.tryHandle(request, attempts);
        } finally {
            if (done) {
                inFlight.release(request);
            }
        }
        if (!done) {
            // Its channel was offered just now.
            laneOf(request).accept(request);
        }
    }

    /** Reads no more requests. */
    void stop() {
        reads.cancel("the server is closing");
    }

    /** Cancels the requests that wait. */
    void cancelWaits(String reason) {
        waits.cancel(reason);
    }

    /** Ends the connection; the coroutines follow. */
    void close() {
        cancelWaits(name + " was closed");
        outbox.fail(new IOException(name + " was closed"));
        closeConnection();
    }

    private void closeConnection() {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, name + " failed to close", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
