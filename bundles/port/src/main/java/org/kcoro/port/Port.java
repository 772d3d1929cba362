// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.port;

import java.io.IOException;

import org.kcoro.port.internal.SystemPort;

/**
 * What a machine gives. Everything above this layer takes time, threads, parking and randomness
 * from here, so that a simulated machine can stand in for the real one.
 *
 * <p>Implementations are safe for use by any thread.
 */
public interface Port {

    /** The port of the machine that this process runs on. */
    static Port system() {
        return SystemPort.INSTANCE;
    }

    /**
     * The port of the machine that the calling thread belongs to: that of a {@link MachineThread},
     * else the system's.
     */
    static Port current() {
        return Thread.currentThread() instanceof MachineThread thread ? thread.port() : system();
    }

    /**
     * The exact monotonic time in nanoseconds, with an arbitrary origin. Compare two readings by
     * their difference, as with {@link System#nanoTime()}.
     */
    long nanoTime();

    /**
     * The monotonic time as {@link #nanoTime()} has it, but cheaper, and as a rule up to 1 ms late;
     * never ahead. For time stamps of what happens often, not for deadlines.
     */
    default long coarseNanoTime() {
        return nanoTime();
    }

    /** A random number; not for secrets. */
    long nextRandom();

    /**
     * Makes a platform thread, not yet started. It is a daemon, inherits no thread-locals, and its
     * context class loader is kcoro's own, so that it never keeps the loader of a bundle that
     * happened to cause its creation.
     *
     * @param name the thread's name, shown in dumps
     * @param body what the thread runs
     */
    Thread newThread(String name, Runnable body);

    /**
     * Parks the current thread until it is unparked, interrupted, or spuriously.
     *
     * @param blocker what the thread waits for, shown in thread dumps
     */
    void park(Object blocker);

    /**
     * Parks the current thread as {@link #park(Object)} does, but no longer than until a deadline.
     *
     * @param blocker what the thread waits for, shown in thread dumps
     * @param deadlineNanos on the scale of {@link #nanoTime()}
     */
    void parkUntil(Object blocker, long deadlineNanos);

    /** Makes the current or the next {@code park} of a thread return; legal from any thread. */
    void unpark(Thread thread);

    /**
     * Opens a poller. The caller owns it and closes it.
     *
     * @throws IOException when the system has no file descriptor left for it
     */
    Poller openPoller() throws IOException;
}
