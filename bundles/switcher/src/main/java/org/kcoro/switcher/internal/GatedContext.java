// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextOwner;

/**
 * A context with the park gate, whose transitions G1 to G9 stand in {@code
 * docs/design/scheduler.md}. Implementations say when the gate is entered, and how a parked body is
 * woken.
 */
abstract class GatedContext extends Context {

    private static final int EMPTY = 0;
    private static final int NOTIFIED = 1;
    private static final int PARKED = 2;
    private static final int CLAIMED = 3;
    private static final int CLAIMED_NOTIFIED = 4;

    private static final VarHandle GATE;

    static {
        try {
            GATE = MethodHandles.lookup().findVarHandle(GatedContext.class, "gate", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int gate = EMPTY;

    GatedContext(ContextOwner owner) {
        super(owner);
    }

    /** Wakes the body. Called once for each time that the gate was entered. */
    abstract void wake();

    /** G3: consumes an unpark that came before; false when none did. */
    final boolean consumeUnpark() {
        // Read first: mostly none did, and a read is cheaper.
        return gate == NOTIFIED && GATE.compareAndSet(this, NOTIFIED, EMPTY);
    }

    /** G4: the body is parked from here on; false, by G3, when an unpark came before. */
    final boolean enterGate() {
        if (GATE.compareAndSet(this, EMPTY, PARKED)) {
            return true;
        }
        gate = EMPTY;
        return false;
    }

    @Override
    public final boolean isParked() {
        int state = gate;
        return state == PARKED || state == CLAIMED;
    }

    /** G6: keeps a parked body parked until {@link #release}; false when it is not parked. */
    final boolean claim() {
        return GATE.compareAndSet(this, PARKED, CLAIMED);
    }

    /** G8, or G9 when an unpark came meanwhile. */
    final void release() {
        if (!GATE.compareAndSet(this, CLAIMED, PARKED)) {
            gate = EMPTY;
            wake();
        }
    }

    @Override
    public final void unpark() {
        for (; ; ) {
            int state = gate;
            if (state == NOTIFIED || state == CLAIMED_NOTIFIED) {
                // What the caller did before is ordered behind nothing yet: without this the body
                // might consume the other notification, and look before it can see that.
                VarHandle.fullFence();
                if (gate == state) {
                    return; // G2
                }
                continue;
            }
            if (state == EMPTY && GATE.compareAndSet(this, EMPTY, NOTIFIED)) {
                return; // G1
            }
            if (state == CLAIMED && GATE.compareAndSet(this, CLAIMED, CLAIMED_NOTIFIED)) {
                return; // G7
            }
            if (state == PARKED && GATE.compareAndSet(this, PARKED, EMPTY)) {
                wake(); // G5
                return;
            }
        }
    }
}
