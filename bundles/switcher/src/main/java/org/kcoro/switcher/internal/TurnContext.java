// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import org.kcoro.switcher.ContextOwner;

/**
 * A context whose turns are this object. The one who runs the turn enters the gate (G4), after the
 * body has left its stack: nobody can hand over the next turn while this one still runs.
 */
abstract class TurnContext extends GatedContext implements Runnable {

    private boolean started;

    /** Set by the body before it leaves its stack, read by the one who ran the turn. */
    private boolean yielding;

    TurnContext(ContextOwner owner) {
        super(owner);
    }

    /** Runs the body until it parks or ends; true when it has ended. */
    abstract boolean resume();

    /** Leaves the body's stack, so that {@link #resume} returns. */
    abstract void suspend();

    @Override
    public final void start() {
        if (started) {
            throw new IllegalStateException(owner().name() + " was started before");
        }
        started = true;
        owner().ready(this);
    }

    /** The turn. */
    @Override
    public final void run() {
        if (resume()) {
            return;
        }
        if (yielding) {
            yielding = false;
            owner().ready(this);
        } else if (!enterGate()) {
            owner().ready(this);
        }
    }

    @Override
    public final void yield() {
        yielding = true;
        try {
            suspend();
        } catch (Throwable refused) {
            yielding = false;
            throw refused;
        }
    }

    @Override
    public final void park() {
        if (!consumeUnpark()) {
            suspend();
        }
    }

    @Override
    final void wake() {
        owner().ready(this);
    }
}
