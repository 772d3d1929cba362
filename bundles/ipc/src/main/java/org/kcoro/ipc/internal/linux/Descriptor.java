// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal.linux;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file descriptor that is closed once, and only when nobody uses it: its number may be another
 * file's at once. Any thread.
 */
final class Descriptor {

    private static final int CLOSED = Integer.MIN_VALUE;

    private final int number;

    /** How many calls use it now, with {@link #CLOSED} added after the close. */
    private final AtomicInteger uses = new AtomicInteger();

    Descriptor(int number) {
        this.number = number;
    }

    /** A call on a descriptor that does not wait. */
    interface Use {

        /** Answers a result, or a negative errno. */
        int of(Scratch scratch, int number) throws IOException;
    }

    /**
     * Uses it.
     *
     * @throws ClosedChannelException when it was closed
     */
    int use(Use use) throws IOException {
        if (!begin()) {
            throw new ClosedChannelException();
        }
        try (Scratch scratch = Scratch.take()) {
            return use.of(scratch, number);
        } finally {
            end();
        }
    }

    private boolean begin() {
        int before;
        do {
            before = uses.get();
            if (before < 0) {
                return false;
            }
        } while (!uses.compareAndSet(before, before + 1));
        return true;
    }

    private void end() {
        if (uses.decrementAndGet() == CLOSED) {
            closeNow();
        }
    }

    /** Its number, for the one that closes it. */
    int number() {
        return number;
    }

    boolean isOpen() {
        return uses.get() >= 0;
    }

    /** Closes it, by the last that uses it; false when it was closed before. */
    boolean close() {
        int before;
        do {
            before = uses.get();
            if (before < 0) {
                return false;
            }
        } while (!uses.compareAndSet(before, before + CLOSED));
        if (before == 0) {
            closeNow();
        }
        return true;
    }

    private void closeNow() {
        try (Scratch scratch = Scratch.take()) {
            Libc.close(scratch.state(), number);
        }
    }

    @Override
    public String toString() {
        return "descriptor " + number;
    }
}
