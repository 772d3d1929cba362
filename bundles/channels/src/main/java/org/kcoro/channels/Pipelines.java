// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.List;
import java.util.Objects;

import org.kcoro.channels.internal.Stage;
import org.kcoro.channels.internal.Workers;
import org.kcoro.scheduler.Scope;

/**
 * Coroutines of a scope that hand elements on through channels: producers, fan-in, fan-out, and
 * stages between them.
 *
 * <p>Each of them makes a channel that somebody downstream receives from, or receives from a
 * channel that somebody upstream sends into. What ends one of them reaches both sides:
 *
 * <ul>
 *   <li>When what it receives from is closed and drained, it ends, and closes what it sends into,
 *       with the same cause.
 *   <li>When it fails, its child of the scope fails, what it sends into is closed with that cause,
 *       and what it receives from is cancelled.
 *   <li>When what it sends into is closed or cancelled by the one who receives from that, it ends
 *       without a failure, and cancels what it receives from.
 *   <li>When the scope is cancelled, its channels are cancelled. One who receives from them may see
 *       that before its own cancel.
 * </ul>
 *
 * <p>So a scope ends once its producers have, or their channels were cancelled: one who stops
 * receiving before the end calls {@link Channel#cancel}. Nothing is lost silently: an element that
 * was sent and not handed on goes to {@code onUndelivered} of the channel that it was in. A stage
 * takes an element in two phases, and receives it when it has handed on what it has made of it;
 * until then it keeps its place in the capacity, and a rendezvous sender waits.
 */
public final class Pipelines {

    private Pipelines() {}

    /**
     * Runs a body in a child of a scope, which sends into a new channel; closes the channel when
     * the body has ended.
     *
     * @param settings of the channel
     * @return the channel, to receive from
     * @throws IllegalStateException when the scope was cancelled or has ended
     */
    public static <E> Channel<E> produce(
            Scope scope, ChannelBuilder<E> settings, ProducerBody<E> body) {
        Objects.requireNonNull(body, "body");
        Channel<E> channel = settings.build();
        Stage.produce(scope, channel, body);
        return channel;
    }

    /**
     * Hands on what comes from several channels, until all are closed and drained. Elements of one
     * source stay in order; among sources, whoever waits longest is next. Where sources were closed
     * with causes, the first of those is the cause of the new channel's close.
     *
     * @param settings of the new channel
     * @param sources at least one
     * @return the new channel, to receive from
     * @throws IllegalArgumentException when there is no source
     * @throws IllegalStateException when the scope was cancelled or has ended
     */
    public static <E> Channel<E> fanIn(
            Scope scope, ChannelBuilder<E> settings, List<? extends Channel<? extends E>> sources) {
        Channel<E> into = settings.build();
        if (sources.isEmpty()) {
            throw new IllegalArgumentException(
                    "fan-in into channel " + into.name() + ": there is no source");
        }
        Stage.fanIn(scope, into, List.copyOf(sources));
        return into;
    }

    /**
     * Hands each element to one of several workers: children of the scope, each of which handles
     * one element after another. An element is received when a worker takes it, and is that one's
     * from then on. In a supervising scope a worker that fails leaves the rest to the others; the
     * last one that does cancels the source.
     *
     * @param name for dumps and errors
     * @param workers how many, at least 1
     * @throws IllegalArgumentException when there are no workers
     * @throws IllegalStateException when the scope was cancelled or has ended
     */
    public static <E> void fanOut(
            Scope scope, String name, Channel<E> source, int workers, ElementBody<? super E> body) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(body, "body");
        checkWorkers("fan-out " + name, workers);
        new Workers<>(source, workers, body).launch(scope, name);
    }

    /**
     * A stage that makes one element of another, in order.
     *
     * @param settings of the new channel
     * @return the new channel, to receive from
     * @throws IllegalStateException when the scope was cancelled or has ended
     */
    public static <A, B> Channel<B> map(
            Scope scope,
            Channel<A> source,
            ChannelBuilder<B> settings,
            ElementMapper<? super A, ? extends B> mapper) {
        return stage(scope, source, settings, 1, false, mapper);
    }

    /**
     * A stage of several workers, which send in the order in which they have received: one that is
     * early waits for those before it. No more elements are under way than there are workers.
     *
     * @param settings of the new channel
     * @param workers how many, at least 1
     * @return the new channel, to receive from
     * @throws IllegalArgumentException when there are no workers
     * @throws IllegalStateException when the scope was cancelled or has ended
     */
    public static <A, B> Channel<B> mapInOrder(
            Scope scope,
            Channel<A> source,
            ChannelBuilder<B> settings,
            int workers,
            ElementMapper<? super A, ? extends B> mapper) {
        return stage(scope, source, settings, workers, true, mapper);
    }

    /**
     * A stage of several workers, each of which sends as soon as it can.
     *
     * @param settings of the new channel
     * @param workers how many, at least 1
     * @return the new channel, to receive from
     * @throws IllegalArgumentException when there are no workers
     * @throws IllegalStateException when the scope was cancelled or has ended
     */
    public static <A, B> Channel<B> mapUnordered(
            Scope scope,
            Channel<A> source,
            ChannelBuilder<B> settings,
            int workers,
            ElementMapper<? super A, ? extends B> mapper) {
        return stage(scope, source, settings, workers, false, mapper);
    }

    private static <A, B> Channel<B> stage(
            Scope scope,
            Channel<A> source,
            ChannelBuilder<B> settings,
            int workers,
            boolean inOrder,
            ElementMapper<? super A, ? extends B> mapper) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(mapper, "mapper");
        Channel<B> into = settings.build();
        checkWorkers("stage into channel " + into.name(), workers);
        Stage.map(scope, source, into, workers, inOrder, mapper);
        return into;
    }

    private static void checkWorkers(String what, int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException(
                    what + ": " + workers + " workers; it must be at least 1");
        }
    }
}
