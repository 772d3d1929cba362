// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.util.concurrent.Callable;

import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Dispatcher;
import org.kcoro.scheduler.LaunchOptions;
import org.kcoro.scheduler.Scheduler;

/** A dispatcher of one coroutine, which runs when, and on what thread, a test wants. */
final class LaunchByHand implements Dispatcher {

    private volatile ChildByHand child;

    /** Runs the child, once it is launched. */
    void run() {
        while (child == null || !child.isComplete()) {
            Thread.onSpinWait();
        }
        child.run();
    }

    @Override
    public <T> Coroutine<T> launch(LaunchOptions options, Callable<T> body) {
        child = new ChildByHand(body);
        @SuppressWarnings("unchecked")
        Coroutine<T> typed = (Coroutine<T>) child.handle();
        return typed;
    }

    @Override
    public String name() {
        return "by hand";
    }

    @Override
    public Scheduler scheduler() {
        throw new UnsupportedOperationException();
    }
}
