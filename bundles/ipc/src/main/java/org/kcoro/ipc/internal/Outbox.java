// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
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
 * while one coroutine writes the other; so frames that come while the peer is slow go out together.
 * Memory is fixed: who finds no room waits until the peer has taken some.
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

    /** A delivery, and where its frame ends in its buffer. */
    private record Expected(Delivery delivery, int end) {}

    private static final System.Logger LOG = System.getLogger("org.kcoro.ipc");

    /** Room for some frames of the longest element. */
    private static final int BUFFER_LENGTH = 1 << 18;

    private final TransportConnection connection;
    private final WaitReason roomReason;
    private final WaitReason frameReason;
    private final Coroutine<?> writerCoroutine;
    private final Consumer<IOException> onFailure;

    /** Held from a write until those that it has delivered are told. */
    private final Lock settling;

    // Guarded by this.
    private final FrameWriter frameWriter = new FrameWriter();
    private final List<Parker> waitingForRoom = new ArrayList<>();
    private ByteBuffer filling = ByteBuffer.allocateDirect(BUFFER_LENGTH);
    private List<Expected> expected = new ArrayList<>();
    private final List<Delivery> notAdded = new ArrayList<>();
    private int openDeliveries;
    private boolean writerEnded;
    private Parker waitingForFrame;
    private boolean closed;
    private IOException failure;

    // The writer's own.
    private ByteBuffer writing = ByteBuffer.allocateDirect(BUFFER_LENGTH);
    private List<Expected> inWriting = new ArrayList<>();

    /**
     * Starts the coroutine that writes.
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
        this.roomReason = new WaitReason("room", name);
        this.frameReason = new WaitReason("frame", name);
        this.writerCoroutine = scheduler.launch(name, this::writeAll);
        writerCoroutine.whenDone(this::writerEnded);
    }

    /**
     * Adds a frame; waits while there is no room.
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
    }

    /**
     * Adds a frame as {@link #add(int, FrameEncoder)} does, but waits within a bound.
     *
     * @param bound of the caller's, or null
     * @return false when it was not added
     */
    boolean addWithin(int length, FrameEncoder encoder, WaitBound bound)
            throws IOException, InterruptedException {
        return add(length, encoder, null, bound);
    }

    private boolean add(int length, FrameEncoder encoder, Delivery delivery, WaitBound bound)
            throws IOException, InterruptedException {
        try {
            WaitBound ofWait = bound;
            while (!tryAdd(length, encoder, delivery)) {
                ofWait = ofWait == null ? WaitBound.none() : ofWait;
                if (!ofWait.park(roomReason)) {
                    return false;
                }
            }
        } catch (Throwable e) {
            if (delivery != null) {
                synchronized (this) {
                    notAdded.add(delivery);
                }
            }
            throw e;
        }
        wakeWriter();
        return true;
    }

    /**
     * Adds a frame where that needs no wait.
     *
     * @return false when it was not added
     */
    boolean offer(int length, FrameEncoder encoder) {
        synchronized (this) {
            if (failure != null || closed || filling.remaining() < length) {
                return false;
            }
            encoder.encode(frameWriter, filling);
        }
        wakeWriter();
        return true;
    }

    private void wakeWriter() {
        Parker wake;
        synchronized (this) {
            wake = waitingForFrame;
            waitingForFrame = null;
        }
        if (wake != null) {
            wake.unpark();
        }
    }

    private synchronized boolean tryAdd(int length, FrameEncoder encoder, Delivery delivery)
            throws IOException {
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
        if (delivery != null) {
            expected.add(new Expected(delivery, filling.position()));
        }
        return true;
    }

    private void writeAll() throws InterruptedException {
        Parker parker = Parker.current();
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
                        wake = swap();
                    }
                }
                wake.forEach(Parker::unpark);
                if (empty) {
                    parker.checkStop();
                    parker.park(frameReason);
                } else {
                    writing.flip();
                    while (!write()) {
                        connection.awaitWritable();
                    }
                    writing.clear();
                }
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Writes without waiting; answers whether all is written. */
    private boolean write() throws IOException {
        if (inWriting.isEmpty()) {
            return connection.tryWrite(writing);
        }
        settling.lock();
        try {
            return connection.tryWrite(writing);
        } finally {
            int told = 0;
            while (told < inWriting.size() && inWriting.get(told).end() <= writing.position()) {
                tell(inWriting.get(told).delivery()::written);
                told++;
            }
            inWriting.subList(0, told).clear();
            settling.unlock();
        }
    }

    /** Makes what was filled be written; answers who waits for the room. */
    private List<Parker> swap() {
        ByteBuffer filled = filling;
        filling = writing;
        writing = filled;
        List<Expected> inFilled = expected;
        expected = inWriting;
        inWriting = inFilled;
        List<Parker> wake = List.copyOf(waitingForRoom);
        waitingForRoom.clear();
        return wake;
    }

    /** From now until {@link #closeDelivery} the caller may add a frame with a delivery. */
    synchronized void openDelivery() {
        openDeliveries++;
    }

    /** Says that the delivery was added, or that there is none. */
    void closeDelivery() {
        boolean last;
        synchronized (this) {
            openDeliveries--;
            last = writerEnded && openDeliveries == 0;
        }
        if (last) {
            tellLost();
        }
    }

    /** Whatever has ended it, a cancel too: what was not written is lost. */
    private void writerEnded() {
        IOException cause;
        boolean last;
        synchronized (this) {
            if (failure == null && !closed) {
                failure = new IOException(frameReason.label() + " has ended");
            }
            cause = failure;
            writerEnded = true;
            last = openDeliveries == 0;
        }
        wakeThoseWithoutRoom();
        if (last) {
            tellLost();
        }
        if (cause != null) {
            onFailure.accept(cause);
        }
    }

    /** After the writer's end, when no more deliveries can come; the newest first. */
    private void tellLost() {
        List<Runnable> fates = new ArrayList<>();
        synchronized (this) {
            int written = writing.position();
            for (Expected each : inWriting) {
                // A frame that has gone out as a whole may have been read.
                fates.add(each.end() <= written ? each.delivery()::written : each.delivery()::lost);
            }
            expected.forEach(each -> fates.add(each.delivery()::lost));
            notAdded.forEach(each -> fates.add(each::lost));
            inWriting.clear();
            expected.clear();
            notAdded.clear();
        }
        for (int i = fates.size() - 1; i >= 0; i--) {
            tell(fates.get(i));
        }
    }

    private void tell(Runnable fate) {
        try {
            fate.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, frameReason.label() + ": an element that was sent is lost", e);
        }
    }

    /** Refuses further frames, and ends when those it has are written. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        wakeWriter();
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
