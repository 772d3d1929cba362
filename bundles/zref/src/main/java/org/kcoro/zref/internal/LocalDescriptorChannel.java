// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.time.Duration;
import java.util.Queue;
import java.util.function.Consumer;

import org.kcoro.channels.ChannelBuilder;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.channels.FlyweightChannel;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Reservation;
import org.kcoro.channels.ReserveClause;
import org.kcoro.channels.SendClause;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.DescriptorSpec;

/**
 * A descriptor channel in this JVM: one of {@link Descriptor#channel}, and the name of a backend.
 * All operations, and the clauses, are those of that channel.
 */
public final class LocalDescriptorChannel implements DescriptorChannel {

    private final String backend;
    private final FlyweightChannel<Descriptor> channel;

    private LocalDescriptorChannel(String backend, FlyweightChannel<Descriptor> channel) {
        this.backend = backend;
        this.channel = channel;
    }

    /** Makes one, for a backend of a name. */
    public static DescriptorChannel open(String backend, DescriptorSpec spec) {
        return new LocalDescriptorChannel(
                backend, Descriptor.channel(spec.name(), builder -> set(builder, spec)));
    }

    private static void set(ChannelBuilder<Descriptor> builder, DescriptorSpec spec) {
        switch (spec.kind()) {
            case RENDEZVOUS -> builder.rendezvous();
            case BUFFERED -> builder.buffered(spec.capacity());
            case CONFLATED -> builder.conflated();
            case UNLIMITED -> builder.unlimited();
        }
        builder.onOverflow(spec.overflow());
        if (spec.onUndelivered() != null) {
            builder.onUndelivered(new LookThenReturn(spec.onUndelivered()));
        }
    }

    /**
     * Ends the lease of a payload that is undelivered.
     *
     * @param look what looks at it first, and may take it
     */
    private record LookThenReturn(Consumer<? super Descriptor> look)
            implements Consumer<Descriptor> {

        @Override
        public void accept(Descriptor undelivered) {
            try {
                look.accept(undelivered);
            } finally {
                if (!undelivered.isEmpty()) {
                    undelivered.close();
                }
            }
        }
    }

    @Override
    public String backend() {
        return backend;
    }

    @Override
    public String name() {
        return channel.name();
    }

    @Override
    public ChannelKind kind() {
        return channel.kind();
    }

    @Override
    public int capacity() {
        return channel.capacity();
    }

    // Sending.

    @Override
    public void send(Descriptor element) throws InterruptedException {
        channel.send(element);
    }

    @Override
    public boolean send(Descriptor element, Duration timeout) throws InterruptedException {
        return channel.send(element, timeout);
    }

    @Override
    public boolean sendOrClosed(Descriptor element) throws InterruptedException {
        return channel.sendOrClosed(element);
    }

    @Override
    public boolean trySend(Descriptor element) {
        return channel.trySend(element);
    }

    @Override
    public int sendAll(Queue<? extends Descriptor> elements) throws InterruptedException {
        return channel.sendAll(elements);
    }

    @Override
    public int sendSome(Descriptor[] elements, int from, int to) throws InterruptedException {
        return channel.sendSome(elements, from, to);
    }

    // Receiving.

    @Override
    public void receiveInto(Descriptor into) throws InterruptedException {
        channel.receiveInto(into);
    }

    @Override
    public boolean receiveInto(Descriptor into, Duration timeout) throws InterruptedException {
        return channel.receiveInto(into, timeout);
    }

    @Override
    public boolean receiveIntoOrClosed(Descriptor into) throws InterruptedException {
        return channel.receiveIntoOrClosed(into);
    }

    @Override
    public boolean tryReceiveInto(Descriptor into) {
        return channel.tryReceiveInto(into);
    }

    @Override
    public int receiveSome(Descriptor[] into, int from, int to) throws InterruptedException {
        return channel.receiveSome(into, from, to);
    }

    // Reserving, and clauses.

    @Override
    public Reservation<Descriptor> reserve() throws InterruptedException {
        return channel.reserve();
    }

    @Override
    public Reservation<Descriptor> reserve(Duration timeout) throws InterruptedException {
        return channel.reserve(timeout);
    }

    @Override
    public Reservation<Descriptor> reserveOrClosed() throws InterruptedException {
        return channel.reserveOrClosed();
    }

    @Override
    public Reservation<Descriptor> tryReserve() {
        return channel.tryReserve();
    }

    @Override
    public ReceiveClause<Descriptor> newReceiveClause() {
        return channel.newReceiveClause();
    }

    @Override
    public ReserveClause<Descriptor> newReserveClause() {
        return channel.newReserveClause();
    }

    @Override
    public SendClause<Descriptor> newSendClause() {
        return channel.newSendClause();
    }

    // Closing.

    @Override
    public boolean close(Throwable cause) {
        return channel.close(cause);
    }

    @Override
    public void cancel(Throwable cause) {
        channel.cancel(cause);
    }

    @Override
    public boolean isClosedForSend() {
        return channel.isClosedForSend();
    }

    @Override
    public boolean isClosedForReceive() {
        return channel.isClosedForReceive();
    }

    @Override
    public void whenDrained(Runnable action) {
        channel.whenDrained(action);
    }

    @Override
    public ChannelSnapshot snapshot() {
        return channel.snapshot();
    }

    @Override
    public String toString() {
        return channel.toString();
    }
}
