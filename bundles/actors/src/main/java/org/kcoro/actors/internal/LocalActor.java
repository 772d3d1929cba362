// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors.internal;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

import org.kcoro.actors.Actor;
import org.kcoro.actors.ActorState;
import org.kcoro.actors.ReplyTo;
import org.kcoro.actors.Terminated;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.port.Port;
import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Dispatcher;
import org.kcoro.scheduler.LaunchOptions;
import org.kcoro.scheduler.Scope;
import org.kcoro.scheduler.WaitReason;

/** An actor of this JVM: its handle. What its coroutine runs is in {@link ActorLife}. */
public final class LocalActor<M> implements Actor<M> {

    private final ActorSettings<M> settings;
    private final String path;
    private final LocalActor<?> parent;
    private final Dispatcher dispatcher;
    private final Port port;
    private final Channel<M> mailbox;
    private final Channel<Signal> signals;
    private final Children children;
    private final PendingReplies replies = new PendingReplies();
    private final EndActions endActions = new EndActions();
    private final ActorEnd end;
    private final Asks<M> asks;
    private final Reports<M> reports;
    private final WaitReason backoffReason;

    private volatile Coroutine<?> coroutine;
    private volatile boolean restarting;

    /** How it has ended. */
    private volatile Terminated terminated;

    /** Of the actor's coroutine. */
    private boolean escalates;

    private LocalActor(ActorSettings<M> settings, LocalActor<?> parent, Dispatcher dispatcher) {
        this.settings = settings;
        this.parent = parent;
        this.dispatcher = dispatcher;
        this.path = (parent == null ? "" : parent.path) + "/" + settings.name();
        this.end = new ActorEnd(path);
        this.port =
                settings.port() != null
                        ? settings.port()
                        : parent == null ? Port.current() : parent.port;
        this.reports = new Reports<>(this, replies);
        this.mailbox =
                settings.mailbox()
                        .apply(Channel.builder("mailbox of " + path))
                        .onUndelivered(reports::undelivered)
                        .port(port)
                        .build();
        this.signals = Channel.<Signal>builder("signals of " + path).unlimited().port(port).build();
        this.children = new Children(path);
        this.asks = new Asks<>(this, replies);
        this.backoffReason = new WaitReason("back-off", "restart of actor " + path);
    }

    /** Starts one on a dispatcher. */
    public static <M> LocalActor<M> start(ActorSettings<M> settings, Dispatcher dispatcher) {
        LocalActor<M> actor = new LocalActor<>(settings, null, dispatcher);
        actor.launch();
        return actor;
    }

    /** Starts one in a scope. */
    public static <M> LocalActor<M> start(ActorSettings<M> settings, Scope scope) {
        LocalActor<M> actor = new LocalActor<>(settings, null, scope.dispatcher());
        actor.coroutine = scope.launch(actor.coroutineName(), new ActorLife<>(actor));
        return actor;
    }

    /** Starts a child, on a dispatcher or, for null, on that of its parent. */
    static <M> LocalActor<M> start(
            ActorSettings<M> settings, LocalActor<?> parent, Dispatcher dispatcher) {
        LocalActor<M> child =
                new LocalActor<>(
                        settings, parent, dispatcher == null ? parent.dispatcher : dispatcher);
        parent.children.add(child);
        try {
            child.launch();
        } catch (Throwable refused) {
            parent.children.remove(child);
            throw refused;
        }
        return child;
    }

    private void launch() {
        coroutine =
                dispatcher.launch(
                        LaunchOptions.named(coroutineName()).withoutFailureReport(),
                        new ActorLife<>(this));
    }

    private String coroutineName() {
        return "actor " + path;
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public ActorState state() {
        if (terminated != null) {
            return ActorState.TERMINATED;
        }
        if (mailbox.isClosedForSend()) {
            return ActorState.STOPPING;
        }
        return restarting ? ActorState.RESTARTING : ActorState.RUNNING;
    }

    @Override
    public ChannelSnapshot mailbox() {
        return mailbox.snapshot();
    }

    // Messages.

    @Override
    public void tell(M message) throws InterruptedException {
        if (!tellOrTerminated(message)) {
            throw end.takesNoMore(null);
        }
    }

    @Override
    public boolean tellOrTerminated(M message) throws InterruptedException {
        if (!isCurrent()) {
            return mailbox.sendOrClosed(message);
        }
        try {
            return tellSelf(message);
        } catch (ChannelClosedException e) {
            return false;
        }
    }

    @Override
    public boolean tell(M message, Duration timeout) throws InterruptedException {
        try {
            return isCurrent() && !timeout.isZero()
                    ? tellSelf(message)
                    : mailbox.send(message, timeout);
        } catch (ChannelClosedException e) {
            throw end.takesNoMore(e);
        }
    }

    @Override
    public boolean tryTell(M message) {
        try {
            return mailbox.trySend(message);
        } catch (ChannelClosedException e) {
            throw end.takesNoMore(e);
        }
    }

    private boolean tellSelf(M message) {
        if (!mailbox.trySend(message)) {
            throw new IllegalStateException(
                    "actor "
                            + path
                            + " tells itself while its mailbox ("
                            + mailbox.kind().label()
                            + ", capacity "
                            + mailbox.capacity()
                            + ") is full, and would wait for ever; use tryTell, or a mailbox that"
                            + " is unlimited");
        }
        return true;
    }

    @Override
    public <R> R ask(Function<? super ReplyTo<R>, ? extends M> message, Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        return asks.ask(message, timeout);
    }

    @Override
    public <R> CompletableFuture<R> askAsync(
            Function<? super ReplyTo<R>, ? extends M> message, Duration timeout)
            throws InterruptedException {
        return asks.askAsync(message, timeout);
    }

    // The end, as others see it.

    @Override
    public boolean stop() {
        return mailbox.close();
    }

    @Override
    public void cancel(String reason) {
        end.cancelled(reason);
        // In this order: one that finds its mailbox closed knows whether it was cancelled.
        coroutine.cancel();
        mailbox.cancel(null);
    }

    @Override
    public CancellationToken.Registration onDone(Consumer<? super Terminated> action) {
        return endActions.add(Objects.requireNonNull(action, "action"));
    }

    @Override
    public Terminated join() throws InterruptedException {
        try {
            coroutine.join();
        } catch (ExecutionException e) {
            // What it has failed with is in the answer.
        } catch (CancellationException e) {
            if (terminated == null || !coroutine.state().isDone()) {
                throw e;
            }
        }
        return terminated;
    }

    @Override
    public Terminated join(Duration timeout) throws InterruptedException {
        return coroutine.awaitEnd(timeout) ? terminated : null;
    }

    // For its coroutine.

    /** Before it runs anything else: what it starts may already ask for it. */
    void begin(Coroutine<?> current) {
        coroutine = current;
    }

    /** Takes no more messages, and gives up those that it has; known from now on how it ends. */
    void refuse(Terminated known) {
        end.known(known);
        mailbox.cancel(null);
    }

    /** The last step but for the coroutine's own. */
    void end(Terminated known) {
        end.known(known);
        signals.cancel(null);
        terminated = known;
        replies.terminate(end::hasNotAnswered);
        reports.logUndelivered();
        if (escalates && parent != null) {
            parent.signal(new Signal.Escalated(this, known.failure()));
        }
        endActions.run(known);
        if (parent != null) {
            parent.children.remove(this);
        }
    }

    ActorEnd howItEnds() {
        return end;
    }

    /** Tells it something; without effect once it has ended. */
    void signal(Signal signal) {
        try {
            signals.trySend(signal);
        } catch (ChannelClosedException e) {
            // It does not care any more.
        }
    }

    /** How many messages were sent to it. */
    long position() {
        return mailbox.snapshot().sends();
    }

    /** Whether it has taken, or lost, as many messages as were sent up to a position. */
    boolean hasTaken(long position) {
        ChannelSnapshot snapshot = mailbox.snapshot();
        return snapshot.sends() - snapshot.depth() >= position;
    }

    void restarting(boolean restarting) {
        this.restarting = restarting;
    }

    void escalates(boolean escalates) {
        this.escalates = escalates;
    }

    boolean isTerminated() {
        return terminated != null;
    }

    boolean isCurrent() {
        return Coroutine.current() == coroutine;
    }

    Coroutine<?> coroutine() {
        return coroutine;
    }

    ActorSettings<M> settings() {
        return settings;
    }

    LocalActor<?> parent() {
        return parent;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    Port port() {
        return port;
    }

    Channel<M> mailboxChannel() {
        return mailbox;
    }

    Channel<Signal> signals() {
        return signals;
    }

    Children children() {
        return children;
    }

    Reports<M> reports() {
        return reports;
    }

    PendingReplies replies() {
        return replies;
    }

    WaitReason backoffReason() {
        return backoffReason;
    }

    @Override
    public String toString() {
        return "actor " + path + " (" + state().name().toLowerCase(Locale.ROOT) + ")";
    }
}
