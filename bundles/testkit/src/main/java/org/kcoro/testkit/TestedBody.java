// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextOwner;
import org.kcoro.switcher.ContextSwitcher;

/**
 * A body under test, the owner of its context. It notes what happens, and what the switcher does
 * that it must not.
 */
final class TestedBody implements ContextOwner {

    /** What it does; its context is given to it. */
    interface Code {
        void run(TestedBody self) throws Exception;
    }

    private final String name;
    private final Code code;
    private final Consumer<TestedBody> place;
    private final Context context;
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<String> steps = new CopyOnWriteArrayList<>();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();

    /** The worker of the last turn, and how often that was another one than before. */
    private volatile Thread worker;

    private volatile int migrations;

    /** Written by the worker that runs the turn. */
    private volatile long turns;

    // Guarded by this.
    private Runnable turn;
    private int waitingTurns;

    /** The worker that must run all turns, or -1. Its place's. */
    int home = -1;

    /**
     * @param place told of each turn; somebody must call {@link #runTurn} soon
     */
    TestedBody(ContextSwitcher switcher, String name, Consumer<TestedBody> place, Code code) {
        this.name = name;
        this.code = code;
        this.place = place;
        this.context = switcher.newContext(this);
    }

    Context context() {
        return context;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void run() {
        try {
            code.run(this);
        } catch (Throwable e) {
            faults.add(e);
        }
        step("end");
        end.countDown();
    }

    @Override
    public void ready(Runnable handedOver) {
        synchronized (this) {
            if (turn == null) {
                turn = handedOver;
            } else if (turn != handedOver) {
                fault("it hands over another object as its turn");
            }
            if (++waitingTurns > 1) {
                fault("it hands over a turn before the last one has begun");
            }
        }
        place.accept(this);
    }

    /** Runs the turn that was handed over. */
    void runTurn() {
        Thread self = Thread.currentThread();
        Runnable next;
        synchronized (this) {
            waitingTurns--;
            next = turn;
            turns++;
            if (worker != null && worker != self) {
                migrations++;
            }
            worker = self;
        }
        try {
            next.run();
        } catch (Throwable e) {
            faults.add(e);
        }
        if (self.isInterrupted()) {
            fault("a turn leaves the interrupt flag of its worker set");
            Thread.interrupted();
        }
    }

    /** Notes that it has come that far. */
    void step(String step) {
        steps.add(step);
    }

    private void fault(String what) {
        faults.add(new AssertionError(name + ": " + what));
    }

    List<String> steps() {
        return List.copyOf(steps);
    }

    int migrations() {
        return migrations;
    }

    long turns() {
        return turns;
    }

    CountDownLatch end() {
        return end;
    }

    /** Throws the first fault, with the others suppressed into it. */
    void rethrowFaults() {
        if (faults.isEmpty()) {
            return;
        }
        AssertionError error = new AssertionError(name + ": " + faults.get(0), faults.get(0));
        faults.stream().skip(1).limit(10).forEach(error::addSuppressed);
        throw error;
    }
}
