// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/**
 * How the elements of a {@link FlyweightChannel} are kept: each as so many words. A flyweight is an
 * object of the caller's that holds one element at a time, and is used again for the next. It is an
 * instance of the class of those that {@link #newFlyweight} makes.
 *
 * <p>Its methods run, except where they say so, under the lock of a channel: they are short, fail
 * never, wait for nothing, and call no channel. Thread-safe, for one layout serves any number of
 * channels.
 *
 * @param <E> the type of the flyweights
 */
public interface FlyweightLayout<E> {

    /** How many words an element takes, at least 1, and always the same. */
    int words();

    /** A new flyweight, which holds nothing. */
    E newFlyweight();

    /**
     * Stores what a flyweight holds.
     *
     * @param at the first of the {@link #words} it may write
     */
    void store(E from, long[] words, int at);

    /**
     * Loads into a flyweight what {@link #store} has stored.
     *
     * @param at the first of the {@link #words} to read
     */
    void load(long[] words, int at, E into);

    /** Copies from one flyweight to another, as a store and a load would. */
    void copy(E from, E into);

    /**
     * Called with a flyweight that is to be sent, or given back by an abort, outside the lock:
     * fails unless it holds what can be. Nothing is done then. Accepts all unless a layout moves
     * ownership.
     *
     * @throws IllegalArgumentException when it holds nothing
     * @throws IllegalStateException when what it holds cannot be sent any more
     */
    default void checkSend(E from) {}

    /**
     * Called with a flyweight that is to be received into, outside the lock: fails where it holds
     * what must not be overwritten. Nothing is done then. Accepts all unless a layout moves
     * ownership.
     *
     * @throws IllegalStateException saying what it holds
     */
    default void checkReceive(E into) {}

    /**
     * Called with a flyweight whose element was sent, by its sender, outside the lock: it no longer
     * owns what it held. The receiver may have the element already. Does nothing unless a layout
     * moves ownership.
     */
    default void given(E sent) {}

    /**
     * Called with the flyweight of a reservation that was aborted, or whose commit has failed,
     * outside the lock: it no longer owns what it held. Another receiver may have the element
     * already. Does nothing unless a layout moves ownership.
     */
    default void givenBack(E reserved) {}
}
