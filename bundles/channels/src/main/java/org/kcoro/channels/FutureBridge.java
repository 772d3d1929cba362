// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.concurrent.CompletableFuture;

import org.kcoro.channels.internal.ReceiveFuture;
import org.kcoro.channels.internal.SendFuture;
import org.kcoro.scheduler.Dispatcher;

/**
 * Sends and receives whose outcome is a future, for code that does not wait. Each is done by a
 * coroutine of its own. {@link org.kcoro.scheduler.Parker#await} is the way back.
 *
 * <p>Futures fail with what the operation has thrown; the cancel of the coroutine, as at the
 * shutdown of its scheduler, cancels the future. Each element has one fate here, too. Thread-safe.
 */
public final class FutureBridge {

    private FutureBridge() {}

    /**
     * Receives an element. Whoever completes or cancels the future before ends the receive; then
     * the element, if one was at hand, returns to the head of the channel. It receives by a {@link
     * Channel#reserve()}: on a rendezvous channel a {@link Channel#trySend} does not meet it, a
     * {@link Channel#send(Object)} does.
     *
     * @param dispatcher where the coroutine runs
     * @throws IllegalStateException when the dispatcher is shut down
     */
    public static <E> CompletableFuture<E> receiveAsync(Dispatcher dispatcher, Channel<E> channel) {
        return ReceiveFuture.of(dispatcher, channel);
    }

    /**
     * Sends an element. The future is completed when the element was given away; after a failure or
     * a cancel of the future the caller owns it still. So others cannot complete this future:
     * {@code cancel}, {@code completeExceptionally} and {@code orTimeout} ask the send to end, and
     * it fails accordingly, a little later, unless the element was given away before.
     *
     * <p>Two sends that are begun one after the other are done in any order.
     *
     * @param dispatcher where the coroutine runs
     * @throws IllegalStateException when the dispatcher is shut down
     */
    public static <E> CompletableFuture<Void> sendAsync(
            Dispatcher dispatcher, Channel<E> channel, E element) {
        return SendFuture.of(dispatcher, channel, element);
    }
}
