// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.List;

import org.kcoro.channels.ElementAction;
import org.kcoro.channels.FlyweightChannel;
import org.kcoro.channels.FlyweightLayout;
import org.kcoro.zref.internal.DescriptorLayout;

/**
 * A channel of descriptors: payloads change their owner, and stay where they are. Made by a {@link
 * ZeroCopyBackend}; {@link Backends#bind} asks one.
 *
 * <p>A send that succeeds has given the lease away, and leaves the sender's descriptor empty. After
 * any other end the sender owns the lease still. Whoever receives owns the lease, and closes it or
 * hands it on. The payload of an element that was sent and never will be received (dropped,
 * replaced by a newer one, discarded by {@link #cancel} or by an abort after it) goes back to its
 * region, once.
 *
 * <p>Errors of use, before an operation waits; they name the channel and change nothing: to send an
 * empty descriptor is an {@link IllegalArgumentException}, one whose lease was ended through
 * another descriptor, or whose region is gone, an {@link IllegalStateException}; so is to receive
 * into one that owns a lease, in a {@link org.kcoro.channels.Select} too, where the receive clause
 * has a descriptor of its own. What receives without a descriptor, such as {@link #receive()}, is
 * an {@link UnsupportedOperationException}. A reservation whose payload was closed or moved
 * elsewhere cannot be aborted; commit it.
 */
public interface DescriptorChannel extends FlyweightChannel<Descriptor> {

    /** The name of the backend that has made it. */
    String backend();

    /** What its payloads have come to, all at one moment. */
    default DescriptorCounters counters() {
        return DescriptorCounters.of(backend(), snapshot());
    }

    /**
     * Receives as {@link #receiveInto(Object)} does, and makes the lease an object of its own. That
     * allocates.
     *
     * @throws org.kcoro.channels.ChannelClosedException when the channel is closed and drained
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    default Lease receiveLease() throws InterruptedException {
        Descriptor received = new Descriptor();
        receiveInto(received);
        return received.toLease();
    }

    /** Descriptors as words; its checks are those that every backend makes. */
    @Override
    default FlyweightLayout<Descriptor> layout() {
        return DescriptorLayout.INSTANCE;
    }

    // What would have to make the descriptor that it answers.

    private UnsupportedOperationException useInstead(String asked, String instead) {
        return new UnsupportedOperationException(
                this
                        + " has descriptors, and "
                        + asked
                        + " has none to receive into; use "
                        + instead);
    }

    /** Is an error: there is no descriptor to receive into. */
    @Override
    default Descriptor receive() throws InterruptedException {
        throw useInstead("receive()", "receiveInto(descriptor)");
    }

    /** Is an error: there is no descriptor to receive into. */
    @Override
    default Descriptor receive(Duration timeout) throws InterruptedException {
        throw useInstead("receive(timeout)", "receiveInto(descriptor, timeout)");
    }

    /** Is an error: there is no descriptor to receive into. */
    @Override
    default Descriptor receiveOrClosed() throws InterruptedException {
        throw useInstead("receiveOrClosed()", "receiveIntoOrClosed(descriptor)");
    }

    /** Is an error: there is no descriptor to receive into. */
    @Override
    default Descriptor tryReceive() {
        throw useInstead("tryReceive()", "tryReceiveInto(descriptor)");
    }

    /** Is an error: there are no descriptors to receive into. */
    @Override
    default List<Descriptor> receiveUpTo(int max, Duration linger) throws InterruptedException {
        throw useInstead("receiveUpTo(max, linger)", "receiveSome(descriptors, from, to)");
    }

    /** Is an error: there is no descriptor to receive into. */
    @Override
    default <X extends Exception> void receiveEach(ElementAction<? super Descriptor, X> action)
            throws X, InterruptedException {
        throw useInstead("receiveEach(action)", "receiveIntoOrClosed(descriptor) in a loop");
    }
}
