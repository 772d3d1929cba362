// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.concurrent.atomic.AtomicInteger;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ElementBody;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scope;

/** The workers of a fan-out. */
public final class Workers<E> {

    private final Channel<E> source;
    private final int count;
    private final ElementBody<? super E> body;
    private final AtomicInteger working;

    public Workers(Channel<E> source, int count, ElementBody<? super E> body) {
        this.source = source;
        this.count = count;
        this.body = body;
        this.working = new AtomicInteger(count);
    }

    /** Launches all. */
    public void launch(Scope scope, String name) {
        for (int i = 1; i <= count; i++) {
            Coroutine<Void> worker = scope.launch(name + " " + i, this::work);
            worker.whenDone(() -> ended(worker));
        }
    }

    private void work() throws Exception {
        for (E element; (element = source.receiveOrClosed()) != null; ) {
            body.accept(element);
        }
    }

    private void ended(Coroutine<Void> worker) {
        if (working.decrementAndGet() == 0) {
            // Without effect where the source was closed and drained.
            source.cancel(worker.failure());
        }
    }
}
