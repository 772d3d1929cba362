// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.kcoro.switcher.ContextSwitcher;

/** Runs turns one after another on the thread that asks, so that each step is known. */
final class TurnDriver {

    private final ContextSwitcher switcher;
    private final Queue<TestedBody> ready = new ConcurrentLinkedQueue<>();
    private final List<TestedBody> bodies = new ArrayList<>();

    TurnDriver(ContextSwitcher switcher) {
        this.switcher = switcher;
    }

    /** A body whose context is not started. */
    TestedBody body(String name, TestedBody.Code code) {
        TestedBody body = new TestedBody(switcher, name, ready::add, code);
        bodies.add(body);
        return body;
    }

    /** Starts a body and runs all turns. */
    TestedBody started(String name, TestedBody.Code code) {
        TestedBody body = body(name, code);
        body.context().start();
        runAll();
        return body;
    }

    /** Runs what is ready, and what that makes ready. */
    void runAll() {
        for (TestedBody next = ready.poll(); next != null; next = ready.poll()) {
            next.runTurn();
            next.step("|");
        }
        bodies.forEach(TestedBody::rethrowFaults);
    }

    /** Unparks a body and runs all turns. */
    void wake(TestedBody body) {
        body.context().unpark();
        runAll();
    }
}
