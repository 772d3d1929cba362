// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import java.util.concurrent.atomic.AtomicInteger;

/** A context that is nothing but its gate, and counts how often it was woken. */
final class StressedGate extends GatedContext {

    private final AtomicInteger wakes = new AtomicInteger();

    StressedGate() {
        super(null);
    }

    int wakes() {
        return wakes.get();
    }

    /** Claims and releases, as a look at the stack does. */
    void look() {
        if (claim()) {
            release();
        }
    }

    @Override
    void wake() {
        wakes.incrementAndGet();
    }

    @Override
    public void start() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void park() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void yield() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StackTraceElement[] stack() {
        return new StackTraceElement[0];
    }

    @Override
    public boolean hasEnded() {
        return false;
    }
}
