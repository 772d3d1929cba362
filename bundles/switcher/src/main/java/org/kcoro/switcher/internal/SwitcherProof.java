// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.switcher.internal;

import java.util.concurrent.ConcurrentLinkedQueue;

import org.kcoro.port.Port;
import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextOwner;
import org.kcoro.switcher.ContextSwitcher;

/** Makes a switcher start, park, unpark and end one context, on a platform thread of its own. */
public final class SwitcherProof implements ContextOwner, Runnable {

    private static final long PATIENCE_MILLIS = 10_000;

    private final ContextSwitcher switcher;
    private final ConcurrentLinkedQueue<Runnable> turns = new ConcurrentLinkedQueue<>();
    private final StringBuffer steps = new StringBuffer();
    private volatile Throwable failure;

    private SwitcherProof(ContextSwitcher switcher) {
        this.switcher = switcher;
    }

    /**
     * Proves a switcher.
     *
     * @throws IllegalStateException when it does not do what a switcher must
     */
    public static void prove(Port port, ContextSwitcher switcher) throws InterruptedException {
        SwitcherProof proof = new SwitcherProof(switcher);
        Thread thread = port.newThread("kcoro-switcher-proof", proof);
        thread.start();
        thread.join(PATIENCE_MILLIS);
        if (thread.isAlive()
                || proof.failure != null
                || !proof.steps.toString().equals("begin,park,end")) {
            throw new IllegalStateException(
                    "the switcher "
                            + switcher.name()
                            + " did not prove itself (got as far as '"
                            + proof.steps
                            + "')",
                    proof.failure);
        }
    }

    @Override
    public String name() {
        return "kcoro-switcher-proof";
    }

    /** The thread that runs the turns, or the body when called inside a context. */
    @Override
    public void run() {
        if (Context.current() == null) {
            drive();
        } else {
            body();
        }
    }

    private void drive() {
        try {
            Context context = switcher.newContext(this);
            context.start();
            turns.remove().run();
            steps.append("park,");
            context.unpark();
            turns.remove().run();
        } catch (Throwable e) {
            failure = e;
        }
    }

    private void body() {
        steps.append("begin,");
        Context.current().park();
        steps.append("end");
    }

    @Override
    public void ready(Runnable turn) {
        turns.add(turn);
    }
}
