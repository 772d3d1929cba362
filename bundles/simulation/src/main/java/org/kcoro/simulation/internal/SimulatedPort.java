// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation.internal;

import org.kcoro.port.Poller;
import org.kcoro.port.Port;

/** The port of a simulated machine. */
record SimulatedPort(Machine machine) implements Port {

    @Override
    public long nanoTime() {
        return machine.nanoTime();
    }

    /** No scheduling point: it is read under locks that the machine does not see. */
    @Override
    public long coarseNanoTime() {
        return machine.coarseNanoTime();
    }

    @Override
    public long nextRandom() {
        return machine.nextRandom();
    }

    @Override
    public Thread newThread(String name, Runnable body) {
        return new SimulatedThread(machine, name, body);
    }

    @Override
    public void park(Object blocker) {
        machine.park(blocker, false, 0);
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        machine.park(blocker, true, deadlineNanos);
    }

    @Override
    public void unpark(Thread thread) {
        if (thread instanceof SimulatedThread simulated && simulated.machine() == machine) {
            machine.unpark(simulated);
        } else if (thread != null) {
            Port.system().unpark(thread);
        }
    }

    @Override
    public Poller openPoller() {
        return new SimulatedPoller(machine);
    }

    @Override
    public String toString() {
        return "simulated machine with seed " + machine.seed();
    }
}
