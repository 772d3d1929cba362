// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import org.kcoro.actors.Actor;
import org.kcoro.actors.ActorContext;
import org.kcoro.actors.Terminated;
import org.kcoro.scheduler.Dispatcher;

/** What belongs to the current body of an actor: its children, and whom it watches. */
public final class LocalContext<M> implements ActorContext<M> {

    private final LocalActor<M> actor;

    /** Of the actor's coroutine. */
    private final Map<Actor<?>, Watch<M>> watches = new LinkedHashMap<>();

    LocalContext(LocalActor<M> actor) {
        this.actor = actor;
    }

    @Override
    public Actor<M> self() {
        return actor;
    }

    @Override
    public List<Actor<?>> children() {
        return List.copyOf(actor.children().living());
    }

    /**
     * Starts a child; see {@link org.kcoro.actors.ActorBuilder#start(ActorContext)}.
     *
     * @param dispatcher or null for that of this actor
     */
    public <C> Actor<C> start(ActorSettings<C> settings, Dispatcher dispatcher) {
        requireInside("start " + settings.name());
        return LocalActor.start(settings, actor, dispatcher);
    }

    private void requireInside(String what) {
        if (!actor.isCurrent()) {
            throw new IllegalStateException(
                    "cannot "
                            + what
                            + ": the context of actor "
                            + actor.path()
                            + " is for the actor's own coroutine; send it a message instead");
        }
    }

    @Override
    public void watch(Actor<?> other, Function<? super Terminated, ? extends M> message) {
        requireInside("watch " + other.path());
        Objects.requireNonNull(message, "message");
        if (other == actor) {
            throw new IllegalArgumentException("actor " + actor.path() + " would watch itself");
        }
        Watch<M> watch = new Watch<>(other, message);
        if (watches.putIfAbsent(other, watch) != null) {
            throw new IllegalStateException(
                    "actor "
                            + actor.path()
                            + " watches "
                            + other.path()
                            + " already; unwatch it first");
        }
        watch.registration =
                other.onDone(
                        terminated ->
                                actor.signal(
                                        new Signal.Ended(watch, terminated, actor.position())));
    }

    @Override
    public boolean unwatch(Actor<?> other) {
        requireInside("unwatch " + other.path());
        Watch<M> watch = watches.remove(other);
        if (watch == null) {
            return false;
        }
        watch.registration.close();
        return true;
    }

    /** The message about the end of one that is watched, or null when it is not any more. */
    M messageOf(Signal.Ended ended) {
        Watch<M> watch = watches.get(ended.watch().watched);
        if (watch != ended.watch()) {
            return null;
        }
        watches.remove(watch.watched);
        return Objects.requireNonNull(
                watch.message.apply(ended.terminated()),
                () -> "actor " + actor.path() + ": the message about an end is null");
    }

    void unwatchAll() {
        watches.values().forEach(watch -> watch.registration.close());
        watches.clear();
    }
}
