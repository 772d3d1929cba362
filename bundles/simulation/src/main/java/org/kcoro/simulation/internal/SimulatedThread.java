// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation.internal;

import org.kcoro.port.MachineThread;
import org.kcoro.port.Port;

/** A thread of a simulated machine. Its state is the machine's, under the machine's lock. */
final class SimulatedThread extends MachineThread {

    enum State {
        NEW,
        RUNNABLE,
        WAITING,
        ENDED
    }

    private final Machine machine;

    State state = State.NEW;

    /** By the order of starts; -1 before. */
    int number = -1;

    /** An unpark that no park has consumed. */
    private boolean permit;

    /** While it waits: for what. */
    Object blocker;

    /** While it waits: whether there is a deadline, and which. */
    boolean timed;

    long deadlineNanos;

    /**
     * Whether it is inside of its port, and waits there for its turn or for another one that is
     * about to leave: it goes on by itself once the system lets it run.
     */
    volatile boolean insidePort = true;

    /** Its monitor is where the thread, or a virtual one on it, stands still without the baton. */
    final Object baton = new Object();

    SimulatedThread(Machine machine, String name, Runnable body) {
        super(name, body);
        this.machine = machine;
        setDaemon(true);
        setContextClassLoader(SimulatedThread.class.getClassLoader());
    }

    // Under the machine's lock.

    /** B3; false when there was none. */
    boolean consumePermit() {
        boolean had = permit;
        permit = false;
        return had;
    }

    /** B4. */
    void waitFor(Object blocker, boolean timed, long deadlineNanos) {
        state = State.WAITING;
        this.blocker = blocker;
        this.timed = timed;
        this.deadlineNanos = deadlineNanos;
    }

    /** B5, where it waits. */
    void wake() {
        if (state == State.WAITING) {
            state = State.RUNNABLE;
            blocker = null;
            timed = false;
        }
    }

    /** An unpark: B5 where it parks, else B6. */
    void permit() {
        if (state == State.WAITING && !(blocker instanceof SimulatedPoller)) {
            wake();
        } else {
            permit = true;
        }
    }

    @Override
    public Port port() {
        return machine.port();
    }

    Machine machine() {
        return machine;
    }

    @Override
    public void start() {
        machine.requireStartable(this);
        super.start();
        machine.started(this);
    }

    @Override
    public void run() {
        Throwable failure = null;
        try {
            machine.awaitTurn(this);
            insidePort = false;
            super.run();
        } catch (Throwable e) {
            failure = e;
        } finally {
            insidePort = true;
            machine.ended(this, failure);
        }
    }

    /** Also ends a park or a poll. */
    @Override
    public void interrupt() {
        super.interrupt();
        if (Thread.currentThread() != this) {
            machine.interrupted(this);
        }
    }
}
