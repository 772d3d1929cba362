// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.kcoro.channels.Channel;
import org.kcoro.channels.Reservation;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Dispatcher;
import org.kcoro.scheduler.LaunchOptions;

/**
 * A receive that a coroutine does. It reserves, and commits only if nobody has completed the future
 * before: so an element is either its result or still in the channel.
 */
public final class ReceiveFuture<E> extends CompletableFuture<E> {

    /** Whether it is settled who completes it. */
    private final AtomicBoolean settled = new AtomicBoolean();

    /** Set before the future is given away. */
    private Coroutine<Void> coroutine;

    private ReceiveFuture() {}

    /**
     * Receives from a channel.
     *
     * @throws IllegalStateException when the dispatcher is shut down
     */
    public static <E> CompletableFuture<E> of(Dispatcher dispatcher, Channel<E> channel) {
        ReceiveFuture<E> future = new ReceiveFuture<>();
        LaunchOptions options = LaunchOptions.named("receive " + channel.name());
        future.coroutine =
                dispatcher.launch(options.withoutFailureReport(), () -> future.receive(channel));
        return future;
    }

    private void receive(Channel<E> channel) throws InterruptedException {
        boolean mine = false;
        try (Reservation<E> reservation = channel.reserve()) {
            mine = !isDone() && settle();
            if (mine) {
                reservation.commit();
                super.complete(reservation.element());
            }
        } catch (CancellationException stop) {
            if (mine || settle()) {
                super.cancel(false);
            }
            throw stop;
        } catch (Throwable failure) {
            if (mine || settle()) {
                super.completeExceptionally(failure);
            }
        }
    }

    private boolean settle() {
        return settled.compareAndSet(false, true);
    }

    // Called by others.

    private boolean settleAndStop() {
        boolean first = settle();
        if (first) {
            coroutine.cancel();
        }
        return first;
    }

    @Override
    public boolean complete(E value) {
        return settleAndStop() && super.complete(value);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return settleAndStop() && super.completeExceptionally(failure);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (settleAndStop()) {
            super.cancel(mayInterruptIfRunning);
        }
        return isCancelled();
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
