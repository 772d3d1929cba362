// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ElementMapper;
import org.kcoro.channels.ProducerBody;
import org.kcoro.channels.Reservation;
import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineBody;
import org.kcoro.scheduler.CoroutineState;
import org.kcoro.scheduler.Latch;
import org.kcoro.scheduler.Mutex;
import org.kcoro.scheduler.Scope;

/**
 * Workers of a scope that receive from sources and send into one channel, which they close at their
 * end.
 *
 * <p>A channel is closed with a failure behind the end of the coroutine that has failed: the scope
 * must know of the failure before others fail because of the close.
 */
public final class Stage<A, B> {

    /** An element under way. */
    private record Item<A>(Reservation<? extends A> reservation, Latch before, Latch after) {}

    private final Scope scope;
    private final List<? extends Channel<? extends A>> sources;
    private final Channel<B> into;
    private final ElementMapper<? super A, ? extends B> mapper;
    private final AtomicInteger working;
    private final CancellationToken.Registration cancelWithScope;

    /** What the first source that was closed with a cause was closed with. */
    private final AtomicReference<Throwable> causeOfSource = new AtomicReference<>();

    /** Held by the worker that takes an element; null where order does not matter. */
    private final Mutex taking;

    /** Opens when the element taken last was sent. Guarded by {@link #taking}. */
    private Latch lastSent = new Latch("first", 0);

    private volatile boolean broken;

    private Stage(
            Scope scope,
            List<? extends Channel<? extends A>> sources,
            Channel<B> into,
            int workers,
            boolean inOrder,
            ElementMapper<? super A, ? extends B> mapper) {
        this.scope = scope;
        this.sources = sources;
        this.into = into;
        this.mapper = mapper;
        this.working = new AtomicInteger(workers);
        this.taking = inOrder ? new Mutex("turns into channel " + into.name()) : null;
        this.cancelWithScope = scope.token().onCancel(() -> into.cancel(scope.token().reason()));
    }

    /** Launches a producer. */
    public static <E> void produce(Scope scope, Channel<E> channel, ProducerBody<E> body) {
        Stage<E, E> stage = new Stage<>(scope, List.of(), channel, 1, false, element -> element);
        stage.launch("produce into channel " + channel.name(), () -> stage.produce(body));
    }

    /** Launches a worker for each source. */
    public static <E> void fanIn(
            Scope scope, Channel<E> into, List<? extends Channel<? extends E>> sources) {
        Stage<E, E> stage =
                new Stage<>(scope, sources, into, sources.size(), false, element -> element);
        for (Channel<? extends E> source : sources) {
            stage.launch(
                    "fan-in of channel " + source.name() + " into channel " + into.name(),
                    () -> stage.work(source));
        }
    }

    /** Launches workers on one source. */
    public static <A, B> void map(
            Scope scope,
            Channel<A> source,
            Channel<B> into,
            int workers,
            boolean inOrder,
            ElementMapper<? super A, ? extends B> mapper) {
        Stage<A, B> stage = new Stage<>(scope, List.of(source), into, workers, inOrder, mapper);
        for (int i = 0; i < workers; i++) {
            stage.launch(
                    "map of channel " + source.name() + " into channel " + into.name(),
                    () -> stage.work(source));
        }
    }

    private void launch(String name, CoroutineBody body) {
        Coroutine<Void> worker = scope.launch(name, body);
        worker.whenDone(() -> ended(worker));
    }

    private void ended(Coroutine<Void> worker) {
        Throwable failure = worker.failure();
        if (failure != null) {
            into.close(failure);
        }
        if (failure != null || worker.state() == CoroutineState.CANCELLED) {
            cancelSources(failure);
        }
        if (working.decrementAndGet() == 0) {
            into.close(causeOfSource.get());
            if (into.isClosedForReceive()) {
                // A long-lived scope need not remember it.
                cancelWithScope.close();
            }
        }
    }

    private void cancelSources(Throwable cause) {
        sources.forEach(source -> source.cancel(cause));
    }

    private void produce(ProducerBody<B> body) throws Exception {
        try {
            body.run(into);
        } catch (ChannelClosedException e) {
            if (!into.isClosedForSend()) {
                throw e;
            }
            // The one who receives has left.
        }
    }

    private void work(Channel<? extends A> source) throws Exception {
        while (true) {
            Item<A> item;
            try {
                item = take(source);
            } catch (ChannelClosedException e) {
                causeOfSource.compareAndSet(null, e.getCause());
                return;
            }
            boolean handedOn = false;
            try (Reservation<? extends A> reservation = item.reservation) {
                handedOn = handOn(item);
            } finally {
                if (!handedOn) {
                    broken = true;
                }
                item.after.countDown();
            }
            if (!handedOn) {
                cancelSources(null);
                return;
            }
        }
    }

    private Item<A> take(Channel<? extends A> source) throws Exception {
        if (taking == null) {
            Latch open = lastSent;
            return new Item<>(source.reserve(), open, open);
        }
        return taking.withLock(
                () -> {
                    Reservation<? extends A> reservation = source.reserve();
                    Latch before = lastSent;
                    lastSent = new Latch("turn into channel " + into.name(), 1);
                    return new Item<A>(reservation, before, lastSent);
                });
    }

    /** Answers false when nobody wants it any more; then it is not received. */
    private boolean handOn(Item<A> item) throws Exception {
        B made;
        try {
            made =
                    Objects.requireNonNull(
                            mapper.apply(item.reservation.element()),
                            () -> "stage into channel " + into.name() + ": the mapper made null");
        } catch (Throwable failure) {
            if (!isStop(failure)) {
                // It was received, by one that has failed. What came before it is handed on first.
                item.reservation.commit();
                awaitTurn(item, failure);
            }
            throw failure;
        }
        item.before.await();
        if (broken || !into.sendOrClosed(made)) {
            return false;
        }
        item.reservation.commit();
        return true;
    }

    private static void awaitTurn(Item<?> item, Throwable failure) {
        try {
            item.before.await();
        } catch (InterruptedException | CancellationException e) {
            failure.addSuppressed(e);
        }
    }

    private boolean isStop(Throwable thrown) {
        return thrown instanceof CancellationException
                && (scope.token().isCancelled() || Coroutine.current().isCancelRequested());
    }
}
