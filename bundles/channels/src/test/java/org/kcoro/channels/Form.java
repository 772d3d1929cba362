// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.stream.Stream;

/** A kind of channel with a capacity and an overflow policy. */
enum Form {
    RENDEZVOUS(0),
    BUFFERED_1(1),
    BUFFERED_3(3),
    BUFFERED_16(16),
    DROP_OLDEST_2(2, OverflowPolicy.DROP_OLDEST),
    DROP_LATEST_2(2, OverflowPolicy.DROP_LATEST),
    CONFLATED(ChannelKind.CONFLATED, 1, OverflowPolicy.WAIT),
    UNLIMITED(ChannelKind.UNLIMITED, Integer.MAX_VALUE, OverflowPolicy.WAIT);

    private final ChannelKind kind;
    private final int capacity;
    private final OverflowPolicy overflow;

    Form(int capacity) {
        this(capacity, OverflowPolicy.WAIT);
    }

    Form(int capacity, OverflowPolicy overflow) {
        this(capacity == 0 ? ChannelKind.RENDEZVOUS : ChannelKind.BUFFERED, capacity, overflow);
    }

    Form(ChannelKind kind, int capacity, OverflowPolicy overflow) {
        this.kind = kind;
        this.capacity = capacity;
        this.overflow = overflow;
    }

    /** Those whose senders wait. */
    static Stream<Form> waiting() {
        return Stream.of(values()).filter(Form::waits);
    }

    int capacity() {
        return capacity;
    }

    boolean isBuffered() {
        return capacity > 0;
    }

    /** Whether a sender waits when it is full. */
    boolean waits() {
        return kind == ChannelKind.RENDEZVOUS
                || kind == ChannelKind.BUFFERED && overflow == OverflowPolicy.WAIT;
    }

    /** Whether everything that is sent can be received. */
    boolean isLossless() {
        return waits() || kind == ChannelKind.UNLIMITED;
    }

    <E> ChannelBuilder<E> builder(String name) {
        ChannelBuilder<E> builder = Channel.<E>builder(name).onOverflow(overflow);
        return switch (kind) {
            case RENDEZVOUS -> builder.rendezvous();
            case BUFFERED -> builder.buffered(capacity);
            case CONFLATED -> builder.conflated();
            case UNLIMITED -> builder.unlimited();
        };
    }

    <E> Channel<E> open(String name) {
        return this.<E>builder(name).build();
    }

    /** A channel that is full: of 0, 1, …; its next sender must wait. */
    Channel<Integer> full(String name) {
        if (!waits()) {
            throw new IllegalStateException("a sender never waits on a channel of form " + this);
        }
        Channel<Integer> channel = open(name);
        for (int i = 0; i < capacity; i++) {
            if (!channel.trySend(i)) {
                throw new AssertionError(name + " is full at " + i + " of " + capacity);
            }
        }
        return channel;
    }
}
