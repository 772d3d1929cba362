// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.kcoro.actors.internal.ActorSettings;
import org.kcoro.actors.internal.LocalActor;
import org.kcoro.actors.internal.LocalContext;
import org.kcoro.channels.ChannelBuilder;
import org.kcoro.port.Port;
import org.kcoro.scheduler.Dispatcher;
import org.kcoro.scheduler.Scope;

/**
 * Settings of an actor, and how it is started; any number of times. Not thread-safe.
 *
 * @param <M> the type of the messages
 */
public final class ActorBuilder<M> {

    /** How many messages a mailbox holds unless told. */
    public static final int DEFAULT_CAPACITY = 64;

    private final String name;
    private final ActorFactory<M> factory;
    private UnaryOperator<ChannelBuilder<M>> mailbox = box -> box.buffered(DEFAULT_CAPACITY);
    private Supervision supervision = Supervision.stop();
    private Consumer<? super M> onUndelivered;
    private BiConsumer<? super Actor<M>, ? super Throwable> onFailure;
    private Port port;

    ActorBuilder(String name, ActorFactory<M> factory) {
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "actor \"" + name + "\": a name is not empty and has no slash");
        }
        this.name = name;
        this.factory = Objects.requireNonNull(factory, "factory");
    }

    /**
     * The channel that is the mailbox: its kind, its overflow policy, its sizer. A buffered one of
     * {@value #DEFAULT_CAPACITY} unless told, so that senders are held back; two actors that fill
     * each other's mailbox wait for one another for ever, and want an unlimited one. What is
     * undelivered goes to {@link #onUndelivered} of this builder, not to that of the channel's.
     */
    public ActorBuilder<M> mailbox(UnaryOperator<ChannelBuilder<M>> settings) {
        this.mailbox = Objects.requireNonNull(settings, "settings");
        return this;
    }

    /** What follows a failure; {@link Supervision#stop} unless told. */
    public ActorBuilder<M> supervision(Supervision supervision) {
        this.supervision = Objects.requireNonNull(supervision, "supervision");
        return this;
    }

    /**
     * Is handed each message that was sent and never will be handled, for it was dropped, or its
     * actor has ended before. Called once for each, outside locks, by the one whose operation has
     * caused it; what it throws is logged. Unless told, the actor logs their number when it ends.
     */
    public ActorBuilder<M> onUndelivered(Consumer<? super M> action) {
        this.onUndelivered = Objects.requireNonNull(action, "action");
        return this;
    }

    /**
     * Is told of each failure, by the actor's coroutine, before its supervision takes effect; the
     * system logger {@code org.kcoro.actors} unless told. It must not wait.
     */
    public ActorBuilder<M> onFailure(BiConsumer<? super Actor<M>, ? super Throwable> action) {
        this.onFailure = Objects.requireNonNull(action, "action");
        return this;
    }

    /**
     * Whose clock stamps the mailbox, and whose randomness gives the jitter; that of the parent, or
     * of the machine that starts it, unless told.
     */
    public ActorBuilder<M> port(Port port) {
        this.port = Objects.requireNonNull(port, "port");
        return this;
    }

    /**
     * Starts an actor that lives until it is stopped, cancelled or fails, or its scheduler is shut
     * down.
     *
     * @throws IllegalStateException when the scheduler was shut down
     */
    public Actor<M> start(Dispatcher dispatcher) {
        return LocalActor.start(settings(), dispatcher);
    }

    /**
     * Starts an actor in a scope, which does not end before it: somebody must stop it. A cancel of
     * the scope cancels it; its end by a failure is a failure of the scope.
     *
     * @throws IllegalStateException when the scope was cancelled or has ended
     */
    public Actor<M> start(Scope scope) {
        return LocalActor.start(settings(), scope);
    }

    /**
     * Starts a child of an actor, on the dispatcher of its parent. It ends with its parent, at the
     * latest.
     *
     * @throws IllegalArgumentException when a living child of the parent has that name
     * @throws IllegalStateException when called by another one than the parent
     */
    public Actor<M> start(ActorContext<?> parent) {
        return context(parent).start(settings(), null);
    }

    /** Starts a child as {@link #start(ActorContext)} does, on a dispatcher of its own. */
    public Actor<M> start(ActorContext<?> parent, Dispatcher dispatcher) {
        Objects.requireNonNull(dispatcher, "dispatcher");
        return context(parent).start(settings(), dispatcher);
    }

    private LocalContext<?> context(ActorContext<?> parent) {
        if (parent instanceof LocalContext<?> context) {
            return context;
        }
        throw new IllegalArgumentException(
                "cannot start " + name + ": " + parent + " is no context of an actor of kcoro");
    }

    private ActorSettings<M> settings() {
        return new ActorSettings<>(
                name, factory, mailbox, supervision, onUndelivered, onFailure, port);
    }
}
