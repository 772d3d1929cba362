// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

import org.kcoro.actors.ActorBody;
import org.kcoro.actors.Supervision;
import org.kcoro.actors.Terminated;
import org.kcoro.channels.Clause;
import org.kcoro.channels.ClosedPolicy;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Select;
import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Parker;

import static org.kcoro.actors.Terminated.Cause.CANCELLED;
import static org.kcoro.actors.Terminated.Cause.FAILED;
import static org.kcoro.actors.Terminated.Cause.STOPPED;

/**
 * What the coroutine of an actor runs: it handles messages, decides about failures and ends. The
 * transitions are numbered in docs/design/actors.md.
 */
final class ActorLife<M> implements Callable<Void> {

    /** Messages after which the others of its worker have a turn. */
    private static final int MESSAGES_IN_A_ROW = 64;

    private final LocalActor<M> actor;
    private final LocalContext<M> context;
    private final Select select = Select.biased().onClosed(ClosedPolicy.CHOOSE);
    private final ReceiveClause<Signal> signals;
    private final ReceiveClause<M> messages;
    private final RestartCount restarts = new RestartCount();

    /** Ends of others whose place among the messages is not reached. */
    private final Deque<Signal.Ended> held = new ArrayDeque<>();

    private Coroutine<?> coroutine;
    private Parker parker;
    private ActorBody<M> body;

    ActorLife(LocalActor<M> actor) {
        this.actor = actor;
        this.context = new LocalContext<>(actor);
        this.signals = select.receive(actor.signals());
        this.messages = select.receive(actor.mailboxChannel());
    }

    @Override
    public Void call() {
        coroutine = Coroutine.current();
        parker = Parker.current();
        actor.begin(coroutine);
        Terminated end;
        try {
            Throwable failure = live();
            end = new Terminated(actor, failure == null ? cause() : FAILED, failure);
        } catch (Throwable e) {
            // Of this class itself, such as no memory left.
            end = new Terminated(actor, FAILED, e);
        }
        try {
            actor.refuse(end);
            endBody(end.cause() == STOPPED);
        } catch (Throwable e) {
            actor.reports().report(e, "failed as it ended");
        }
        if (end.cause() == STOPPED && isStopRequested()) {
            // While it waited for its children.
            end = new Terminated(actor, CANCELLED, null);
        }
        actor.end(end);
        return result(end);
    }

    private Terminated.Cause cause() {
        return isStopRequested() ? CANCELLED : STOPPED;
    }

    /** The end of a child is its parent's business, that of another one its scope's. */
    private Void result(Terminated end) {
        if (actor.parent() == null && end.cause() == FAILED) {
            throw ActorLife.<RuntimeException>unchecked(end.failure());
        }
        if (actor.parent() == null && end.cause() == CANCELLED) {
            throw new CancellationException("actor " + actor.path() + " was cancelled");
        }
        return null;
    }

    /** Throws what a body has thrown, whatever it is. */
    @SuppressWarnings("unchecked") // a cast that does nothing
    private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** Runs one body after another; answers what the last has failed with, or null. */
    private Throwable live() {
        while (!isStopRequested()) {
            try {
                if (body == null) {
                    restarts.begun(parker.nanoTime());
                    body =
                            Objects.requireNonNull(
                                    actor.settings().factory().create(context),
                                    () -> "actor " + actor.path() + ": its factory made null");
                }
                handleAll();
                return null;
            } catch (Throwable failure) {
                if (isStopRequested()) {
                    if (!(failure instanceof CancellationException)) {
                        actor.reports().report(failure, "failed while it was cancelled");
                    }
                    return null;
                }
                if (!goesOn(failure)) {
                    return failure;
                }
            }
        }
        return null;
    }

    // Messages.

    private void handleAll() throws Throwable {
        for (int inARow = 1; ; inARow++) {
            if (inARow == MESSAGES_IN_A_ROW) {
                inARow = 0;
                parker.yield();
            }
            parker.checkStop();
            M message = endOfAnother();
            if (message == null) {
                Clause chosen = select.await();
                if (chosen == signals) {
                    take(signals.element());
                    continue;
                }
                if (messages.isClosed()) {
                    if (held.isEmpty()) {
                        return;
                    }
                    continue;
                }
                message = messages.element();
                if (isStopRequested()) {
                    actor.reports().giveUp(message);
                    parker.checkStop();
                }
            }
            handle(message);
        }
    }

    private void handle(M message) throws Exception {
        try {
            body.receive(message, context);
        } catch (Throwable failure) {
            if (!isStopRequested()) {
                actor.replies().fail(message, failure);
            }
            throw failure;
        }
    }

    private void take(Signal signal) throws Throwable {
        if (signal instanceof Signal.Escalated escalated) {
            throw escalated.failure();
        }
        held.add((Signal.Ended) signal);
    }

    /** The message about the end of another one whose turn it is, or null. */
    private M endOfAnother() {
        while (!held.isEmpty() && actor.hasTaken(held.peek().position())) {
            M message = context.messageOf(held.remove());
            if (message != null) {
                return message;
            }
        }
        return null;
    }

    private boolean isStopRequested() {
        CancellationToken token = parker.token();
        return coroutine.isCancelRequested() || token != null && token.isCancelled();
    }

    // Failures.

    /** Does what the supervision says; answers whether the actor goes on. */
    private boolean goesOn(Throwable failure) {
        Supervision supervision = actor.settings().supervision();
        while (supervision instanceof Supervision.Cases cases) {
            supervision = cases.type().isInstance(failure) ? cases.instead() : cases.otherwise();
        }
        if (supervision instanceof Supervision.Resume) {
            // Without a body there is nothing that could go on.
            boolean made = body != null;
            actor.reports()
                    .report(
                            failure,
                            made ? "failed; it resumes" : "failed as it was made; it ends");
            return made;
        }
        if (supervision instanceof Supervision.Restart restart) {
            long now = parker.nanoTime();
            long backoff = restarts.next(restart, now, actor.port().nextRandom());
            if (backoff == RestartCount.TOO_MANY) {
                actor.reports()
                        .report(
                                failure,
                                "failed; it ends, after "
                                        + restart.maxRestarts()
                                        + " restarts within "
                                        + restart.window());
                return false;
            }
            actor.reports().report(failure, "failed; it restarts in " + Duration.ofNanos(backoff));
            restart(now + backoff);
            return true;
        }
        boolean escalates = supervision instanceof Supervision.Escalate;
        actor.escalates(escalates);
        actor.reports()
                .report(failure, escalates ? "failed; it ends, and so tells its parent" : "failed");
        return false;
    }

    private void restart(long atNanos) {
        actor.restarting(true);
        try {
            endBody(false);
            while (atNanos - parker.nanoTime() > 0 && !isStopRequested()) {
                parker.parkUntil(actor.backoffReason(), atNanos);
            }
        } finally {
            actor.restarting(false);
        }
    }

    /** Ends what belongs to the current body, which may be null, and forgets it. */
    private void endBody(boolean orderly) {
        actor.children().end(orderly, this::isStopRequested);
        context.unwatchAll();
        held.clear();
        while (actor.signals().tryReceive() != null) {
            // About children and watches that are no more.
        }
        ActorBody<M> ended = body;
        body = null;
        if (ended != null) {
            try {
                ended.stopped(context);
            } catch (Throwable e) {
                if (!(e instanceof CancellationException && isStopRequested())) {
                    actor.reports().report(e, "failed as its body was stopped");
                }
            }
        }
    }
}
