// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextOwner;

/**
 * A context whose turns are this object, with the park gate on the side of the turn.
 *
 * <p>The thread that runs the turn sets <em>parked</em>, after the body has left its stack: nobody
 * can hand over the next turn while this one still runs.
 *
 * <pre>
 *   park    EMPTY    → leaves the stack    NOTIFIED → EMPTY, goes on
 *   settle  EMPTY    → PARKED              NOTIFIED → EMPTY, next turn
 *   unpark  EMPTY    → NOTIFIED            NOTIFIED → same      PARKED → EMPTY, next turn
 * </pre>
 */
abstract class GatedContext extends Context implements Runnable {

    private static final int EMPTY = 0;
    private static final int NOTIFIED = 1;
    private static final int PARKED = 2;

    private static final VarHandle GATE;

    static {
        try {
            GATE = MethodHandles.lookup().findVarHandle(GatedContext.class, "gate", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through GATE
    private volatile int gate = EMPTY;

    private boolean started;

    GatedContext(ContextOwner owner) {
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
        if (!resume() && !GATE.compareAndSet(this, EMPTY, PARKED)) {
            GATE.setVolatile(this, EMPTY);
            owner().ready(this);
        }
    }

    @Override
    public final void park() {
        if (!GATE.compareAndSet(this, NOTIFIED, EMPTY)) {
            suspend();
        }
    }

    @Override
    public final void unpark() {
        for (; ; ) {
            int state = (int) GATE.getVolatile(this);
            if (state == NOTIFIED) {
                return;
            }
            if (state == EMPTY && GATE.compareAndSet(this, EMPTY, NOTIFIED)) {
                return;
            }
            if (state == PARKED && GATE.compareAndSet(this, PARKED, EMPTY)) {
                owner().ready(this);
                return;
            }
        }
    }
}
