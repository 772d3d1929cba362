// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextOwner;
import org.kcoro.switcher.ContextSwitcher;

/** A switcher that does as another does, until a test plants a fault in it. */
class WrappedSwitcher implements ContextSwitcher {

    final ContextSwitcher real;

    WrappedSwitcher(ContextSwitcher real) {
        this.real = real;
    }

    @Override
    public String name() {
        return "wrapped-" + real.name();
    }

    @Override
    public boolean migrates() {
        return real.migrates();
    }

    @Override
    public Context newContext(ContextOwner owner) {
        return new Wrapped(owner, real.newContext(owner));
    }

    /** A context that does as another does. */
    static class Wrapped extends Context {

        final Context context;

        Wrapped(ContextOwner owner, Context context) {
            super(owner);
            this.context = context;
        }

        @Override
        public void start() {
            context.start();
        }

        @Override
        public void park() {
            context.park();
        }

        @Override
        public void yield() {
            context.yield();
        }

        @Override
        public void unpark() {
            context.unpark();
        }

        @Override
        public boolean isParked() {
            return context.isParked();
        }

        @Override
        public StackTraceElement[] stack() {
            return context.stack();
        }

        @Override
        public boolean hasEnded() {
            return context.hasEnded();
        }
    }

    /** An owner that does as another does. */
    static class WrappedOwner implements ContextOwner {

        final ContextOwner owner;

        WrappedOwner(ContextOwner owner) {
            this.owner = owner;
        }

        @Override
        public String name() {
            return owner.name();
        }

        @Override
        public void run() {
            owner.run();
        }

        @Override
        public void ready(Runnable turn) {
            owner.ready(turn);
        }
    }
}
