// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.util.Objects;
import java.util.function.Consumer;

import org.kcoro.channels.ChannelBuilder;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.zref.internal.LocalDescriptorChannel;

/**
 * What a descriptor channel is to be. Immutable.
 *
 * @param name the channel's name, for records, dumps and errors
 * @param kind its kind
 * @param capacity how many payloads it keeps: of a buffered channel from 1 on, 0 of a rendezvous
 *     channel, 1 of a conflated one, {@link Integer#MAX_VALUE} of an unlimited one
 * @param overflow what a send does when it is full
 * @param onUndelivered looks at each payload that was sent and never will be received, before it
 *     goes back to its region; called as {@link ChannelBuilder#onUndelivered} says, with a
 *     descriptor that it may close or move. Null when nobody wants to look
 */
public record DescriptorSpec(
        String name,
        ChannelKind kind,
        int capacity,
        OverflowPolicy overflow,
        Consumer<? super Descriptor> onUndelivered) {

    /**
     * @throws IllegalArgumentException when the capacity is none of this kind, or an overflow
     *     policy is set for a channel that cannot overflow
     */
    public DescriptorSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(overflow, "overflow");
        boolean fits =
                kind == ChannelKind.BUFFERED
                        ? capacity >= 1 && capacity <= ChannelBuilder.MAX_CAPACITY
                        : capacity == capacityOf(kind);
        if (!fits) {
            throw new IllegalArgumentException(
                    "channel "
                            + name
                            + ": the capacity of a channel that is "
                            + kind.label()
                            + " cannot be "
                            + capacity);
        }
        if (overflow != OverflowPolicy.WAIT && kind != ChannelKind.BUFFERED) {
            throw new IllegalArgumentException(
                    "channel "
                            + name
                            + ": the overflow policy "
                            + overflow
                            + " is for buffered channels; this one is "
                            + kind.label());
        }
    }

    private static int capacityOf(ChannelKind kind) {
        return switch (kind) {
            case RENDEZVOUS, BUFFERED -> 0;
            case CONFLATED -> 1;
            case UNLIMITED -> Integer.MAX_VALUE;
        };
    }

    private static DescriptorSpec of(String name, ChannelKind kind, int capacity) {
        return new DescriptorSpec(name, kind, capacity, OverflowPolicy.WAIT, null);
    }

    /** A sender and a receiver meet. */
    public static DescriptorSpec rendezvous(String name) {
        return of(name, ChannelKind.RENDEZVOUS, capacityOf(ChannelKind.RENDEZVOUS));
    }

    /** Keeps payloads in order, senders wait while it is full. */
    public static DescriptorSpec buffered(String name, int capacity) {
        return of(name, ChannelKind.BUFFERED, capacity);
    }

    /** Keeps the newest payload only. */
    public static DescriptorSpec conflated(String name) {
        return of(name, ChannelKind.CONFLATED, capacityOf(ChannelKind.CONFLATED));
    }

    /** Keeps payloads in order, as many as memory holds. */
    public static DescriptorSpec unlimited(String name) {
        return of(name, ChannelKind.UNLIMITED, capacityOf(ChannelKind.UNLIMITED));
    }

    /** The same with an overflow policy. */
    public DescriptorSpec onOverflow(OverflowPolicy policy) {
        return new DescriptorSpec(name, kind, capacity, policy, onUndelivered);
    }

    /** The same with one who looks at what is not delivered. */
    public DescriptorSpec onUndelivered(Consumer<? super Descriptor> look) {
        return new DescriptorSpec(name, kind, capacity, overflow, look);
    }

    /**
     * A new channel in this JVM that does all a descriptor channel must do, for backends that stand
     * on one.
     *
     * @param backend the name of the backend
     */
    public DescriptorChannel open(String backend) {
        return LocalDescriptorChannel.open(backend, this);
    }
}
