// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import jdk.internal.vm.Continuation;

import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextOwner;

/**
 * A context on a bare continuation.
 *
 * <p>The worker's thread state is the body's while a turn runs. What would leak from one body to
 * the next is saved and restored around each turn: scoped-value bindings and the context class
 * loader travel with the body, and the interrupt flag is cleared, for a leaked one keeps an idle
 * worker spinning.
 */
final class ContinuationContext extends TurnContext {

    private final ContinuationSwitcher switcher;
    private final ContinuationSwitcher.Body body;
    private Object scopedValueBindings;
    private ClassLoader contextClassLoader;
    private boolean started;

    ContinuationContext(ContextOwner owner, ContinuationSwitcher switcher) {
        super(owner);
        this.switcher = switcher;
        this.body = new ContinuationSwitcher.Body(this);
    }

    static Context onThisThread() {
        Continuation current = Continuation.getCurrentContinuation(ContinuationSwitcher.SCOPE);
        return current instanceof ContinuationSwitcher.Body b ? b.context : null;
    }

    @Override
    boolean resume() {
        Thread worker = Thread.currentThread();
        Object workerBindings = ScopedValueBindings.of(worker);
        ClassLoader workerLoader = worker.getContextClassLoader();
        if (started) {
            change(worker, workerBindings, scopedValueBindings);
            change(worker, workerLoader, contextClassLoader);
        }
        started = true;
        try {
            body.run();
        } finally {
            scopedValueBindings = ScopedValueBindings.of(worker);
            contextClassLoader = worker.getContextClassLoader();
            change(worker, scopedValueBindings, workerBindings);
            change(worker, contextClassLoader, workerLoader);
            Thread.interrupted();
        }
        return body.isDone();
    }

    // Most bodies leave the worker's state as it is, and reading is cheaper than writing.

    private static void change(Thread worker, Object bindings, Object wanted) {
        if (bindings != wanted) {
            ScopedValueBindings.set(worker, wanted);
        }
    }

    private static void change(Thread worker, ClassLoader loader, ClassLoader wanted) {
        if (loader != wanted) {
            worker.setContextClassLoader(wanted);
        }
    }

    /** Read under a claim: a continuation that is resumed meanwhile would bring down the JVM. */
    @Override
    public StackTraceElement[] stack() {
        if (!claim()) {
            return new StackTraceElement[0];
        }
        try {
            return body.getStackTrace();
        } finally {
            release();
        }
    }

    @Override
    public boolean hasEnded() {
        return body.isDone();
    }

    @Override
    void suspend() {
        switcher.checkMonitors(owner());
        Continuation.yield(ContinuationSwitcher.SCOPE);
    }
}
