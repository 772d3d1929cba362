// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.kcoro.ipc.TransportConnection;
import org.kcoro.protocol.FrameWriter;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.WaitReason;

/**
 * The frames on their way to a peer. Any number of coroutines and threads add frames to one buffer,
 * while one coroutine writes the other; so frames that come while the peer is slow go out together.
 * Memory is fixed: who finds no room waits until the peer has taken some.
 */
final class Outbox {

    /** Lays out one frame at the position of a buffer. Called under a lock: short. */
    interface FrameEncoder {
        void encode(FrameWriter writer, ByteBuffer buffer);
    }

    /** Room for some frames of the longest element. */
    private static final int BUFFER_LENGTH = 1 << 18;

    private final TransportConnection connection;
    private final WaitReason roomReason;
    private final WaitReason frameReason;
    private final Coroutine<?> writerCoroutine;

    // Guarded by this.
    private final FrameWriter frameWriter = new FrameWriter();
    private final List<Parker> waitingForRoom = new ArrayList<>();
    private ByteBuffer filling = ByteBuffer.allocateDirect(BUFFER_LENGTH);
    private Parker waitingForFrame;
    private boolean closed;
    private IOException failure;

    /** Starts the coroutine that writes. */
    Outbox(Scheduler scheduler, TransportConnection connection, String name) {
        this.connection = connection;
        this.roomReason = new WaitReason("room", name);
        this.frameReason = new WaitReason("frame", name);
        this.writerCoroutine = scheduler.launch(name, this::writeAll);
    }

    /**
     * Adds a frame; waits while there is no room.
     *
     * @param length of the whole frame in bytes, or more
     * @throws IOException when the connection has failed or was closed
     */
    void add(int length, FrameEncoder encoder) throws IOException, InterruptedException {
        Parker wake;
        while (!tryAdd(length, encoder)) {
            Parker parker = Parker.current();
            parker.checkStop();
            parker.park(roomReason);
        }
        synchronized (this) {
            wake = waitingForFrame;
            waitingForFrame = null;
        }
        if (wake != null) {
            wake.unpark();
        }
    }

    private synchronized boolean tryAdd(int length, FrameEncoder encoder) throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        if (closed) {
            throw new IOException(frameReason.label() + " is closed");
        }
        if (filling.remaining() < length) {
            waitingForRoom.add(Parker.current());
            return false;
        }
        encoder.encode(frameWriter, filling);
        return true;
    }

    private void writeAll() throws InterruptedException {
        Parker parker = Parker.current();
        ByteBuffer writing = ByteBuffer.allocateDirect(BUFFER_LENGTH);
        try {
            for (; ; ) {
                List<Parker> wake = List.of();
                boolean empty;
                synchronized (this) {
                    empty = filling.position() == 0;
                    if (empty && closed) {
                        return;
                    }
                    if (empty) {
                        waitingForFrame = parker;
                    } else {
                        ByteBuffer filled = filling;
                        filling = writing;
                        writing = filled;
                        wake = List.copyOf(waitingForRoom);
                        waitingForRoom.clear();
                    }
                }
                wake.forEach(Parker::unpark);
                if (empty) {
                    parker.checkStop();
                    parker.park(frameReason);
                } else {
                    connection.write(writing.flip());
                    writing.clear();
                }
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Refuses further frames, and ends when those it has are written. */
    void close() {
        Parker wake;
        synchronized (this) {
            closed = true;
            wake = waitingForFrame;
            waitingForFrame = null;
        }
        if (wake != null) {
            wake.unpark();
        }
        wakeThoseWithoutRoom();
    }

    /** Waits, after {@link #close}, until all frames are written or the connection has failed. */
    void awaitWritten() throws InterruptedException {
        Parker parker = Parker.current();
        writerCoroutine.whenDone(parker::unpark);
        while (!writerCoroutine.state().isDone()) {
            parker.checkStop();
            parker.park(frameReason);
        }
    }

    /** Refuses further frames with a cause, and drops those it has. */
    void fail(IOException cause) {
        synchronized (this) {
            if (failure == null) {
                failure = cause;
            }
        }
        writerCoroutine.cancel();
        wakeThoseWithoutRoom();
    }

    private void wakeThoseWithoutRoom() {
        List<Parker> wake;
        synchronized (this) {
            wake = List.copyOf(waitingForRoom);
            waitingForRoom.clear();
        }
        wake.forEach(Parker::unpark);
    }
}
