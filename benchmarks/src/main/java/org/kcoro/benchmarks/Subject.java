// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks;

/** A system that was started with a number of workers, and does the works it has. */
public interface Subject extends AutoCloseable {

    /** Two coroutines for each worker that switch, {@code count} times in all. */
    default void switches(int count) throws Exception {
        throw new UnsupportedOperationException();
    }

    /** One coroutine that launches {@code count} empty ones and waits until they have ended. */
    default void spawn(int count) throws Exception {
        throw new UnsupportedOperationException();
    }

    /** A tree of coroutines whose leaves are numbered from 0; the sum of the numbers. */
    default long skynet(int leaves) throws Exception {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends {@code count} elements as a work on channels wants it: each sender its share of {@link
     * Element#of} 0, 1, …, and {@link Element#LAST} after them.
     *
     * @return the sum of the numbers that receivers got
     */
    default long exchange(Work work, int count) throws Exception {
        throw new UnsupportedOperationException();
    }

    /**
     * Hands over {@code count} payloads as a work on payloads wants it: each producer writes the
     * numbers of its share of {@link Element#of} 0, 1, … at both ends of a payload each.
     *
     * @return the sum of what consumers read at both ends
     */
    default long payloads(Work work, int count) throws Exception {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends {@code count} elements over a socket as a work on the bridge wants it: with the numbers
     * of {@link Element#of} 0, 1, …, and waits until each is answered.
     *
     * @return the sum of the numbers that arrived
     */
    default long bridge(Work work, int count) throws Exception {
        throw new UnsupportedOperationException();
    }

    /** Launches coroutines that park for ever; returns when all have run into their park. */
    default void park(int count) throws Exception {
        throw new UnsupportedOperationException();
    }

    /**
     * Round trips into a coroutine for each worker, {@code count} in all.
     *
     * @return the sum of what the coroutines answered, one each time
     */
    default long nativeSwitches(int count) throws Exception {
        throw new UnsupportedOperationException();
    }

    @Override
    default void close() throws Exception {}
}
