// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal.linux;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/** A descriptor that coroutines and threads wait for; one for each direction. */
final class WatchedDescriptor {

    private final Readiness readiness;
    private final Descriptor descriptor;
    private final long key;
    private final WaitReason reason;

    // Who waits, until it is told; guarded by this.
    private Parker reader;
    private Parker writer;

    WatchedDescriptor(Readiness readiness, Descriptor descriptor, long key) {
        this.readiness = readiness;
        this.descriptor = descriptor;
        this.key = key;
        this.reason = new WaitReason("readiness", descriptor.toString());
    }

    Descriptor descriptor() {
        return descriptor;
    }

    /** By which the system names it; no other one ever has it. */
    long key() {
        return key;
    }

    /**
     * Waits until it may be ready to read, or was closed; may return early.
     *
     * @throws ClosedChannelException when it was closed before
     */
    void awaitReadable() throws IOException, InterruptedException {
        await(false);
    }

    /** Waits until it may be ready to write, as {@link #awaitReadable} does. */
    void awaitWritable() throws IOException, InterruptedException {
        await(true);
    }

    private void await(boolean writes) throws IOException, InterruptedException {
        Parker parker = Parker.current();
        parker.checkStop();
        synchronized (this) {
            // Under the lock: two that wait at once set the events of both.
            set(writes, parker);
            readiness.rearm(this, events());
        }
        try {
            while (isWaiting(writes, parker)) {
                parker.checkStop();
                parker.park(reason);
            }
        } finally {
            leave(writes, parker);
        }
    }

    private synchronized void leave(boolean writes, Parker parker) {
        if (isWaiting(writes, parker)) {
            set(writes, null);
        }
    }

    private void set(boolean writes, Parker parker) {
        if (writes) {
            writer = parker;
        } else {
            reader = parker;
        }
    }

    private synchronized boolean isWaiting(boolean writes, Parker parker) {
        return (writes ? writer : reader) == parker;
    }

    private int events() {
        return (reader == null ? 0 : Libc.EPOLLIN | Libc.EPOLLRDHUP)
                | (writer == null ? 0 : Libc.EPOLLOUT);
    }

    /** Wakes those who wait for what is ready; of an event all that it says. */
    void fire(int events) {
        boolean both = (events & (Libc.EPOLLERR | Libc.EPOLLHUP)) != 0;
        boolean readable = both || (events & (Libc.EPOLLIN | Libc.EPOLLRDHUP)) != 0;
        boolean writable = both || (events & Libc.EPOLLOUT) != 0;
        Parker wakeReader = null;
        Parker wakeWriter = null;
        synchronized (this) {
            if (readable) {
                wakeReader = reader;
                reader = null;
            }
            if (writable) {
                wakeWriter = writer;
                writer = null;
            }
            if (events() != 0) {
                rearmForTheOther();
            }
        }
        if (wakeReader != null) {
            wakeReader.unpark();
        }
        if (wakeWriter != null) {
            wakeWriter.unpark();
        }
    }

    private void rearmForTheOther() {
        try {
            readiness.rearm(this, events());
        } catch (IOException e) {
            // Closed: then close() wakes it.
        }
    }

    /** Closes the descriptor and wakes those who wait. Idempotent. */
    void close() {
        if (!descriptor.close()) {
            return;
        }
        readiness.forget(this);
        fire(Libc.EPOLLHUP);
    }
}
