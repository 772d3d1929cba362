// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation.internal;

import java.time.Duration;

import org.kcoro.simulation.SimulationBody;
import org.kcoro.simulation.SimulationStuckException;

/** One run of a machine, seen from outside: begins it, and waits for the end of all its threads. */
public final class MachineRun {

    /** After so long without a step the baton's holder is looked at. A safety net only. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Machine machine;
    private final Duration patience;
    private boolean interrupted;

    public MachineRun(Machine machine, Duration patience) {
        this.machine = machine;
        this.patience = patience;
    }

    /** Runs a body uninterruptibly; answers what failed, or null. */
    public Throwable run(SimulationBody body) {
        machine.begin(body);
        if (awaitOver()) {
            machine.threads().forEach(this::join);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return machine.failure();
    }

    /** False when the run was given up. */
    private boolean awaitOver() {
        while (true) {
            try {
                int steps = machine.steps();
                if (machine.awaitOver(patience)) {
                    return true;
                }
                if (holderWaitsOutside(steps)) {
                    return false;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    /**
     * @param steps how many there were a while ago
     */
    private boolean holderWaitsOutside(int steps) {
        SimulatedThread holder = machine.holder();
        if (holder == null
                || holder.insidePort
                || holder.getState() == Thread.State.RUNNABLE
                || holder.insidePort
                // Last: had it been inside in between there would be another one.
                || steps != machine.steps()) {
            return false;
        }
        SimulationStuckException stuck =
                new SimulationStuckException(
                        "simulated thread "
                                + holder.getName()
                                + " has the turn, but waits outside of its port: see its stack."
                                + " Where that is a lock, another thread holds it at a scheduling"
                                + " point. Threads: "
                                + machine.threads());
        stuck.setStackTrace(holder.getStackTrace());
        machine.giveUp(stuck);
        return true;
    }

    /** Returns at once: the last step of a thread is to tell that it has ended. */
    private void join(SimulatedThread thread) {
        for (boolean joined = false; !joined; ) {
            try {
                thread.join();
                joined = true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
