// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import org.kcoro.channels.Channel;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Dispatcher;
import org.kcoro.scheduler.LaunchOptions;

/**
 * A send that a coroutine does. Others can only ask it to end: the send alone knows whether the
 * element was given away, and completes the future accordingly.
 */
public final class SendFuture extends CompletableFuture<Void> {

    /** What others have asked it to fail with, or null. */
    private final AtomicReference<Throwable> asked = new AtomicReference<>();

    /** Set before the future is given away. */
    private Coroutine<Void> coroutine;

    private SendFuture() {}

    /**
     * Sends to a channel.
     *
     * @throws IllegalStateException when the dispatcher is shut down
     */
    public static <E> CompletableFuture<Void> of(
            Dispatcher dispatcher, Channel<E> channel, E element) {
        SendFuture future = new SendFuture();
        LaunchOptions options = LaunchOptions.named("send " + channel.name());
        future.coroutine =
                dispatcher.launch(
                        options.withoutFailureReport(), () -> future.send(channel, element));
        return future;
    }

    private <E> void send(Channel<E> channel, E element) throws InterruptedException {
        try {
            channel.send(element);
            super.complete(null);
        } catch (CancellationException stop) {
            Throwable failure = asked.get();
            if (failure == null || failure instanceof CancellationException) {
                super.cancel(false);
            } else {
                super.completeExceptionally(failure);
            }
            throw stop;
        } catch (Throwable failure) {
            super.completeExceptionally(failure);
        }
    }

    // Called by others.

    @Override
    public boolean complete(Void value) {
        return false;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        if (!isDone() && asked.compareAndSet(null, failure)) {
            coroutine.cancel();
        }
        return false;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        completeExceptionally(new CancellationException());
        return isCancelled();
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
