// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.Lock;

import org.kcoro.ipc.TransportConnection;
import org.kcoro.protocol.FrameWriter;

/**
 * The frames of an {@link Outbox} with their deliveries: a buffer that is filled, guarded by the
 * outbox, and one that is written, of the one who has the turn. They change places under both.
 */
final class FrameBuffers {

    /** A delivery, and where its frame ends in its buffer. */
    private record Expected(Delivery delivery, int end) {}

    private static final System.Logger LOG = System.getLogger("org.kcoro.ipc");

    /** Room for some frames of the longest element. */
    static final int LENGTH = 1 << 18;

    private final String name;
    private final FrameWriter frameWriter = new FrameWriter();
    private ByteBuffer filling = ByteBuffer.allocateDirect(LENGTH);
    private ByteBuffer writing = ByteBuffer.allocateDirect(LENGTH).limit(0);
    private List<Expected> inFilling = new ArrayList<>();
    private List<Expected> inWriting = new ArrayList<>();
    private final List<Delivery> notAdded = new ArrayList<>();

    /** For an outbox of a name. */
    FrameBuffers(String name) {
        this.name = name;
    }

    boolean hasRoom(int length) {
        return filling.remaining() >= length;
    }

    /**
     * Fills in a frame for which there is room.
     *
     * @param delivery told of its fate, or null
     */
    void add(Outbox.FrameEncoder encoder, Delivery delivery) {
        encoder.encode(frameWriter, filling);
        if (delivery != null) {
            inFilling.add(new Expected(delivery, filling.position()));
        }
    }

    /** Whether none was filled in. */
    boolean isEmpty() {
        return filling.position() == 0;
    }

    /** Keeps one whose frame could not be added, until those before it are told. */
    void notAdded(Delivery delivery) {
        notAdded.add(delivery);
    }

    /** Makes what was filled in be written, after all before it is. */
    void swap() {
        ByteBuffer filled = filling;
        filling = writing.clear();
        writing = filled.flip();
        List<Expected> expected = inFilling;
        inFilling = inWriting;
        inWriting = expected;
    }

    /** Whether all that was to be written is. */
    boolean isWritten() {
        return !writing.hasRemaining();
    }

    /**
     * Writes as much as a connection takes, and tells the deliveries that have gone out.
     *
     * @param settling held until they are told
     * @return whether all is written
     */
    boolean tryWrite(TransportConnection connection, Lock settling) throws IOException {
        if (inWriting.isEmpty()) {
            return connection.tryWrite(writing);
        }
        settling.lock();
        try {
            return connection.tryWrite(writing);
        } finally {
            tellWritten(writing.position());
            settling.unlock();
        }
    }

    private void tellWritten(int position) {
        int told = 0;
        while (told < inWriting.size() && inWriting.get(told).end() <= position) {
            tell(inWriting.get(told).delivery()::written);
            told++;
        }
        inWriting.subList(0, told).clear();
    }

    /** Forgets the deliveries; answers what tells them, the newest first. */
    List<Runnable> end() {
        int written = writing.position();
        List<Runnable> fates = new ArrayList<>();
        for (Expected each : inWriting) {
            // A frame that has gone out as a whole may have been read.
            fates.add(each.end() <= written ? each.delivery()::written : each.delivery()::lost);
        }
        inFilling.forEach(each -> fates.add(each.delivery()::lost));
        notAdded.forEach(each -> fates.add(each::lost));
        inWriting.clear();
        inFilling.clear();
        notAdded.clear();
        Collections.reverse(fates);
        return fates;
    }

    void tell(Runnable fate) {
        try {
            fate.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, name + ": an element that was sent is lost", e);
        }
    }
}
