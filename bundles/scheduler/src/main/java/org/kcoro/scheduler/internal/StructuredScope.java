// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Dispatcher;
import org.kcoro.scheduler.LaunchOptions;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scope;
import org.kcoro.scheduler.ScopeBody;
import org.kcoro.scheduler.WaitReason;
import org.kcoro.switcher.InheritedScopedValues;

/** A scope, from the beginning of its body to the end of its last child. */
public final class StructuredScope implements Scope {

    private final Dispatcher dispatcher;
    private final String name;
    private final boolean supervises;
    private final CancellationToken token;
    private final Parker parker = Parker.current();
    private final WaitReason endReason;

    /** For those who look; {@link #children} decides. */
    private final Set<Coroutine<?>> live = ConcurrentHashMap.newKeySet();

    /** Of the one that runs the scope, which alone touches it. */
    private InterruptedException interrupt;

    /** What the body has thrown because its coroutine was cancelled. As {@link #interrupt}. */
    private CancellationException ofOwner;

    // Guarded by this.
    private int children;
    private boolean ended;
    private Throwable failure;
    private final List<Throwable> laterFailures = new ArrayList<>();

    private StructuredScope(
            Dispatcher dispatcher, String name, boolean supervises, CancellationToken token) {
        this.dispatcher = dispatcher;
        this.name = name;
        this.supervises = supervises;
        this.token = token;
        this.endReason = new WaitReason("end", "scope " + name, true, () -> List.copyOf(live));
    }

    /**
     * Runs a scope; see {@link Scope#run}.
     *
     * @param timeout after which it is cancelled, or null
     */
    public static <T> T run(
            Dispatcher dispatcher,
            String name,
            Duration timeout,
            boolean supervises,
            ScopeBody<T> body)
            throws InterruptedException, ExecutionException {
        Objects.requireNonNull(dispatcher, "dispatcher");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(body, "body");
        Parker parker = Parker.current();
        CancellationToken outer = parker.token();
        try (CancellationToken token =
                timeout != null
                        ? dispatcher.scheduler().timeout(outer, timeout)
                        : outer == null ? CancellationToken.create() : outer.child()) {
            CancellationToken.Registration cancel =
                    parker.onCancel(
                            () ->
                                    token.cancel(
                                            "the coroutine of scope " + name + " was cancelled"));
            try {
                return new StructuredScope(dispatcher, name, supervises, token).run(body);
            } finally {
                cancel.close();
            }
        }
    }

    private <T> T run(ScopeBody<T> body) throws InterruptedException, ExecutionException {
        T result = null;
        try {
            result = token.call(() -> body.run(this));
        } catch (Throwable thrown) {
            if (thrown instanceof InterruptedException e) {
                noteInterrupt(e);
            }
            if (thrown instanceof CancellationException e && isOwnerCancelled()) {
                ofOwner = e;
            } else {
                fail(thrown);
            }
        }
        awaitChildren();
        return end(result);
    }

    /** The body may see that before the token does; then the cancel is on its way to the token. */
    private boolean isOwnerCancelled() {
        return parker instanceof CoroutineParker coroutine && coroutine.isCancelRequested();
    }

    private void noteInterrupt(InterruptedException thrown) {
        if (interrupt == null) {
            interrupt = thrown;
        }
    }

    /** Waits whatever happens: no child outlives its scope. */
    private void awaitChildren() {
        while (hasChildren()) {
            try {
                parker.park(endReason);
                parker.checkStop();
            } catch (InterruptedException e) {
                // Its flag is cleared, else the next park would not wait.
                noteInterrupt(e);
                fail(e);
            } catch (CancellationException e) {
                // The token tells the children.
            } catch (IllegalStateException refused) {
                // Nobody can wait here for them: they are cancelled, and named.
                fail(
                        new IllegalStateException(
                                "scope " + name + " ends before its children " + live, refused));
                return;
            }
        }
    }

    private synchronized boolean hasChildren() {
        // In one step: nothing is launched once this was false.
        ended = children == 0;
        return !ended;
    }

    private <T> T end(T result) throws InterruptedException, ExecutionException {
        Throwable first;
        synchronized (this) {
            first = failure;
            if (first != null) {
                laterFailures.stream().filter(t -> t != first).forEach(first::addSuppressed);
            }
        }
        if (first != null && first == interrupt) {
            throw interrupt;
        }
        if (interrupt != null) {
            // Something had failed before: the interrupt is not lost with it.
            Thread.currentThread().interrupt();
        }
        if (first != null) {
            throw new ExecutionException("scope " + name + " failed: " + first, first);
        }
        token.throwIfCancelled();
        if (ofOwner != null) {
            throw ofOwner;
        }
        return result;
    }

    /** Notes a failure of the body or a child; the first one cancels the others. */
    private void fail(Throwable thrown) {
        if (thrown instanceof CancellationException && token.isCancelled()) {
            return;
        }
        boolean first;
        synchronized (this) {
            first = failure == null;
            if (first) {
                failure = thrown;
            } else {
                laterFailures.add(thrown);
            }
        }
        if (first) {
            try {
                token.cancel("scope " + name + " failed: " + thrown);
            } catch (Throwable ofAction) {
                // The children are waited for all the same.
                synchronized (this) {
                    laterFailures.add(ofAction);
                }
            }
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CancellationToken token() {
        return token;
    }

    @Override
    public Dispatcher dispatcher() {
        return dispatcher;
    }

    @Override
    public <T> Coroutine<T> launch(String childName, Callable<T> body) {
        Objects.requireNonNull(body, "body");
        LaunchOptions options = LaunchOptions.named(childName).under(token);
        begin(childName);
        Coroutine<T> child;
        try {
            child =
                    dispatcher.launch(
                            supervises ? options : options.withoutFailureReport(),
                            new Child<>(body, InheritedScopedValues.capture()));
        } catch (Throwable refused) {
            childEnded();
            throw refused;
        }
        live.add(child);
        child.whenDone(
                () -> {
                    live.remove(child);
                    childEnded();
                });
        return child;
    }

    private synchronized void begin(String childName) {
        if (ended || token.isCancelled()) {
            throw new IllegalStateException(
                    "cannot launch "
                            + childName
                            + ": scope "
                            + name
                            + (ended
                                    ? " has ended"
                                    : " was cancelled: " + token.reason().getMessage()));
        }
        children++;
    }

    private void childEnded() {
        boolean last;
        synchronized (this) {
            last = --children == 0;
        }
        if (last) {
            parker.unpark();
        }
    }

    @Override
    public void cancel(String reason) {
        token.cancel(reason);
    }

    @Override
    public String toString() {
        return "scope " + name + " (" + live.size() + " children)";
    }

    /** A child's body: its failure is the scope's, its scoped values are those of its launch. */
    private final class Child<T> implements Callable<T> {

        private final Callable<T> body;
        private final InheritedScopedValues scopedValues;

        Child(Callable<T> body, InheritedScopedValues scopedValues) {
            this.body = body;
            this.scopedValues = scopedValues;
        }

        @Override
        public T call() throws Exception {
            try {
                return scopedValues == null ? body.call() : scopedValues.call(body);
            } catch (Throwable thrown) {
                if (!supervises && !isCancelledAlone(thrown)) {
                    fail(thrown);
                }
                throw thrown;
            }
        }

        private boolean isCancelledAlone(Throwable thrown) {
            return thrown instanceof CancellationException
                    && Coroutine.current().isCancelRequested();
        }
    }
}
