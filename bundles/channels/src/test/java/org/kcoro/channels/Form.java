// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/** A kind of channel with a capacity. */
enum Form {
    RENDEZVOUS(0),
    BUFFERED_1(1),
    BUFFERED_3(3),
    BUFFERED_16(16);

    private final int capacity;

    Form(int capacity) {
        this.capacity = capacity;
    }

    int capacity() {
        return capacity;
    }

    boolean isBuffered() {
        return capacity > 0;
    }

    <E> Channel<E> open(String name) {
        return isBuffered() ? Channel.buffered(name, capacity) : Channel.rendezvous(name);
    }

    /** A channel that is full: of 0, 1, …; its next sender must wait. */
    Channel<Integer> full(String name) {
        Channel<Integer> channel = open(name);
        for (int i = 0; i < capacity; i++) {
            if (!channel.trySend(i)) {
                throw new AssertionError(name + " is full at " + i + " of " + capacity);
            }
        }
        return channel;
    }
}
