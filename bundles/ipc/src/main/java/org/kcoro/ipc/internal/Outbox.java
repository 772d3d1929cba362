// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;

import org.kcoro.ipc.TransportConnection;
import org.kcoro.protocol.FrameWriter;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.WaitReason;

/**
 * The frames on their way to a peer. Any number of coroutines and threads add frames to one buffer,
 * while one of them writes the other; so frames that come while the peer is slow go out together.
 * Memory is fixed: who finds no room waits until the peer has taken some.
 *
 * <p>Who writes has the {@link Turn}. Who adds a frame takes it where nobody has it, and so hands
 * the frame to the transport itself, without waking anybody; others leave theirs to him. Only where
 * the transport is full, or he would write for others without end, a coroutine takes over. While
 * frames are there, somebody has the turn, or they are {@linkplain #cork corked}.
 *
 * <p>A frame may have a {@link Delivery}, which is told when the frame has gone out, or was lost.
 * Those that are lost are told when no more can come, in the reverse order: so elements that go
 * back to the head of their channel stand there as before. For this, who takes an element out of a
 * channel in order to add it does so between {@link #openDelivery} and {@link #closeDelivery}.
 */
final class Outbox {

    /** Lays out one frame at the position of a buffer. Called under a lock: short. */
    interface FrameEncoder {
        void encode(FrameWriter writer, ByteBuffer buffer);
    }

    /** Who writes. */
    private enum Turn {
        NOBODY,
        SENDER,
        COROUTINE
    }

    /** How many buffers a sender writes at a time, those with the frames of others counted. */
    private static final int ROUNDS_OF_SENDER = 4;

    private final TransportConnection connection;
    private final WaitReason roomReason;
    private final WaitReason frameReason;
    private final Coroutine<?> writerCoroutine;
    private final Consumer<IOException> onFailure;
    private final FrameBuffers frames;

    /** Held from a write until those that it has delivered are told. */
    private final Lock settling;

    // Guarded by this.
    private final List<Parker> waitingForRoom = new ArrayList<>();
    private int openDeliveries;
    private Turn turn = Turn.NOBODY;
    private boolean corked;
    private boolean writerEnded;
    private Parker waitingForTurn;
    private boolean closed;
    private IOException failure;

    /**
     * Starts the coroutine that writes what those who send leave to it.
     *
     * @param settling held while frames go out and their deliveries are told, so that who takes the
     *     other side of it knows that what a peer has seen is done; never while it waits
     * @param onFailure told once when it cannot write any more; must not wait
     */
    Outbox(
            Scheduler scheduler,
            TransportConnection connection,
            String name,
            Lock settling,
            Consumer<IOException> onFailure) {
        this.connection = connection;
        this.onFailure = onFailure;
        this.settling = settling;
        this.frames = new FrameBuffers(name);
        this.roomReason = new WaitReason("room", name);
        this.frameReason = new WaitReason("frame", name);
        this.writerCoroutine = scheduler.launch(name, this::writeAll);
        writerCoroutine.whenDone(this::writerEnded);
    }

    /**
     * Adds a frame and writes it, as far as the transport takes it; waits while there is no room.
     *
     * @param length of the whole frame in bytes, or more
     * @throws IOException when the connection has failed or was closed
     */
    void add(int length, FrameEncoder encoder) throws IOException, InterruptedException {
        add(length, encoder, null);
    }

    /**
     * Adds a frame as {@link #add(int, FrameEncoder)} does.
     *
     * @param delivery told of its fate, also if this throws; or null
     */
    void add(int length, FrameEncoder encoder, Delivery delivery)
            throws IOException, InterruptedException {
        add(length, encoder, delivery, null);
        write(false);
    }

    /**
     * Adds a frame as {@link #add(int, FrameEncoder)} does, but waits within a bound.
     *
     * @param bound of the caller's, or null
     * @return false when it was not added
     */
    boolean addWithin(int length, FrameEncoder encoder, WaitBound bound)
            throws IOException, InterruptedException {
        boolean added = add(length, encoder, null, bound);
        write(false);
        return added;
    }

    /**
     * Adds a frame as {@link #add(int, FrameEncoder)} does, but leaves it to the coroutine, which
     * takes those along that are added until it runs.
     */
    void addToOthers(int length, FrameEncoder encoder) throws IOException, InterruptedException {
        add(length, encoder, null, null);
        leaveToCoroutine();
    }

    private boolean add(int length, FrameEncoder encoder, Delivery delivery, WaitBound bound)
            throws IOException, InterruptedException {
        try {
            WaitBound ofWait = bound;
            while (!tryAdd(length, encoder, delivery)) {
                ofWait = ofWait == null ? WaitBound.none() : ofWait;
                // They may be corked.
                write(true);
                if (!ofWait.park(roomReason)) {
                    return false;
                }
            }
        } catch (Throwable e) {
            if (delivery != null) {
                synchronized (this) {
                    frames.notAdded(delivery);
                }
            }
            throw e;
        }
        return true;
    }

    /**
     * Adds a frame where that needs no wait, and leaves it to the coroutine.
     *
     * @return false when it was not added
     */
    boolean offer(int length, FrameEncoder encoder) {
        synchronized (this) {
            if (failure != null || closed || !frames.hasRoom(length)) {
                return false;
            }
            frames.add(encoder, null);
        }
        leaveToCoroutine();
        return true;
    }

    /**
     * Keeps frames until {@link #uncork}, so that they go out together, unless there is no room for
     * more. For one who will not wait in between for what depends on them.
     */
    synchronized void cork() {
        corked = true;
    }

    /** Writes what was kept since {@link #cork}. */
    void uncork() {
        synchronized (this) {
            corked = false;
        }
        write(true);
    }

    private synchronized boolean tryAdd(int length, FrameEncoder encoder, Delivery delivery)
            throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        if (closed) {
            throw new IOException(frameReason.label() + " is closed");
        }
        if (!frames.hasRoom(length)) {
            waitingForRoom.add(Parker.current());
            return false;
        }
        frames.add(encoder, delivery);
        return true;
    }

    // Turns.

    /** Writes what is there, unless somebody does, or it is corked and {@code all} is false. */
    private void write(boolean all) {
        synchronized (this) {
            if (turn != Turn.NOBODY || corked && !all || failure != null || frames.isEmpty()) {
                return;
            }
            turn = Turn.SENDER;
        }
        try {
            if (!writeInTurn(ROUNDS_OF_SENDER)) {
                passToCoroutine(Turn.SENDER);
            }
        } catch (IOException e) {
            failInTurn(e);
        } catch (Throwable e) {
            failInTurn(new IOException(frameReason.label() + " failed to write: " + e, e));
            throw e;
        } finally {
            tellWhatHasChanged();
        }
    }

    private void leaveToCoroutine() {
        passToCoroutine(Turn.NOBODY);
        tellWhatHasChanged();
    }

    private synchronized void passToCoroutine(Turn from) {
        turn = turn != from ? turn : writerEnded ? Turn.NOBODY : Turn.COROUTINE;
    }

    private void failInTurn(IOException cause) {
        fail(cause);
        synchronized (this) {
            turn = Turn.NOBODY;
        }
    }

    /** Wakes the coroutine where it has the turn; tells what is lost once all is over. */
    private void tellWhatHasChanged() {
        Parker wake = null;
        List<Runnable> fates = List.of();
        synchronized (this) {
            if (turn == Turn.COROUTINE || closed) {
                wake = waitingForTurn;
                waitingForTurn = null;
            }
            // No more deliveries can come, and nobody writes.
            if (writerEnded && openDeliveries == 0 && turn == Turn.NOBODY) {
                fates = frames.end();
            }
        }
        if (wake != null) {
            wake.unpark();
        }
        fates.forEach(frames::tell);
    }

    private void writeAll() throws InterruptedException {
        Parker parker = Parker.current();
        try {
            while (awaitTurn(parker)) {
                while (!writeInTurn(Integer.MAX_VALUE)) {
                    connection.awaitWritable();
                }
                tellWhatHasChanged();
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    /** False once it is closed and all is written. */
    private boolean awaitTurn(Parker parker) throws InterruptedException {
        while (true) {
            synchronized (this) {
                if (closed && turn == Turn.NOBODY) {
                    if (frames.isEmpty()) {
                        return false;
                    }
                    turn = Turn.COROUTINE;
                }
                if (turn == Turn.COROUTINE) {
                    return true;
                }
                waitingForTurn = parker;
            }
            parker.checkStop();
            parker.park(frameReason);
        }
    }

    /**
     * Writes without waiting.
     *
     * @return whether all is written, or nothing can be; then nobody has the turn any more
     */
    private boolean writeInTurn(int rounds) throws IOException {
        for (int round = 0; ; round++) {
            if (frames.isWritten()) {
                synchronized (this) {
                    if (frames.isEmpty() || failure != null) {
                        turn = Turn.NOBODY;
                        return true;
                    }
                    if (round == rounds) {
                        return false;
                    }
                    frames.swap();
                }
                wakeThoseWithoutRoom();
            }
            if (!frames.tryWrite(connection, settling)) {
                return false;
            }
        }
    }

    /** From now until {@link #closeDelivery} the caller may add a frame with a delivery. */
    synchronized void openDelivery() {
        openDeliveries++;
    }

    /** Says that the delivery was added, or that there is none. */
    void closeDelivery() {
        synchronized (this) {
            openDeliveries--;
        }
        tellWhatHasChanged();
    }

    /** Whatever has ended it, a cancel too: what was not written is lost. */
    private void writerEnded() {
        IOException cause;
        synchronized (this) {
            if (failure == null && !closed) {
                failure = new IOException(frameReason.label() + " has ended");
            }
            cause = failure;
            writerEnded = true;
            turn = turn == Turn.COROUTINE ? Turn.NOBODY : turn;
        }
        wakeThoseWithoutRoom();
        tellWhatHasChanged();
        if (cause != null) {
            onFailure.accept(cause);
        }
    }

    /** Refuses further frames, and ends when those it has are written. */
    void close() {
        synchronized (this) {
            closed = true;
            corked = false;
        }
        tellWhatHasChanged();
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
