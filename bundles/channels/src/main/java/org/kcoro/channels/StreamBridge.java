// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.Iterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.kcoro.channels.internal.ChannelEnd;

/** Channels as streams, and streams into channels. */
public final class StreamBridge {

    private StreamBridge() {}

    private record Received<E>(Channel<E> channel) implements Spliterator<E> {

        @Override
        public boolean tryAdvance(Consumer<? super E> action) {
            Objects.requireNonNull(action, "action");
            E element;
            try {
                element = ChannelEnd.receiveOrEnd(channel);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                CancellationException interrupted =
                        new CancellationException(
                                "channel "
                                        + channel.name()
                                        + ": the thread that runs a stream of it was interrupted");
                interrupted.initCause(e);
                throw interrupted;
            }
            if (element == null) {
                return false;
            }
            action.accept(element);
            return true;
        }

        /** Never: the rest would be received before anybody wants it. */
        @Override
        public Spliterator<E> trySplit() {
            return null;
        }

        @Override
        public long estimateSize() {
            return Long.MAX_VALUE;
        }

        @Override
        public int characteristics() {
            return ORDERED | NONNULL;
        }
    }

    /**
     * A sequential stream that receives from a channel, one element at a time and only when it
     * wants one: {@code limit(3)} receives three. It waits as {@link Channel#receive()} does, in
     * whatever coroutine or thread runs the stream, and ends when the channel is closed and
     * drained. Several streams of one channel share its elements. The end of the stream leaves the
     * channel open.
     *
     * <p>The stream throws a {@link ChannelClosedException} when the channel was closed with a
     * cause, and a {@link CancellationException} when the coroutine is cancelled, or when the
     * thread is interrupted, whose flag stays set. What was received and not yet consumed by the
     * stream is lost then, as with any failure in a stream; that is one element at most, unless a
     * stage of the stream collects more.
     */
    public static <E> Stream<E> stream(Channel<E> channel) {
        Objects.requireNonNull(channel, "channel");
        return StreamSupport.stream(new Received<>(channel), false);
    }

    /**
     * Sends the elements of a stream in their order, each as {@link Channel#send(Object)} does, and
     * closes the stream. The next element is computed when the one before was sent. The channel
     * stays open.
     *
     * @param stream the caller gives it away
     * @return how many were sent: all
     * @throws NullPointerException when an element is null; those before it were sent
     * @throws ChannelClosedException when the channel is closed; the element that could not be sent
     *     and all behind it are lost
     * @throws InterruptedException when the thread that waits is interrupted, with the same loss
     * @throws CancellationException when the coroutine that waits is cancelled, with the same loss
     */
    public static <E> long sendAll(Stream<? extends E> stream, Channel<E> channel)
            throws InterruptedException {
        Objects.requireNonNull(channel, "channel");
        try (stream) {
            long sent = 0;
            for (Iterator<? extends E> elements = stream.iterator(); elements.hasNext(); sent++) {
                channel.send(elements.next());
            }
            return sent;
        }
    }
}
