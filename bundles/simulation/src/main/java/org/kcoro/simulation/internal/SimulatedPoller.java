// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.simulation.internal;

import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;

import org.kcoro.port.Poller;

/** A poller for wake-ups and deadlines. Its state is the machine's, under the machine's lock. */
final class SimulatedPoller implements Poller {

    private final Machine machine;

    /** Who polls, or null. */
    private SimulatedThread polling;

    /** A wake-up that no poll has consumed. */
    private boolean woken;

    private boolean closed;

    SimulatedPoller(Machine machine) {
        this.machine = machine;
    }

    // Under the machine's lock.

    /**
     * B3; false when there was none.
     *
     * @throws ClosedSelectorException as a selector does
     */
    boolean consumeWakeUp() {
        if (closed) {
            throw new ClosedSelectorException();
        }
        boolean had = woken;
        woken = false;
        return had;
    }

    /** B4. */
    void polledBy(SimulatedThread thread, long deadlineNanos) {
        polling = thread;
        thread.waitFor(this, deadlineNanos != NO_DEADLINE, deadlineNanos);
    }

    /** B5, B6. */
    void permit() {
        if (polling != null && polling.blocker == this) {
            polling.wake();
        } else {
            woken = true;
        }
    }

    void closed() {
        closed = true;
        permit();
    }

    // The poller.

    @Override
    public void poll(long deadlineNanos) {
        machine.poll(this, deadlineNanos);
    }

    @Override
    public void wakeUp() {
        machine.wakeUp(this);
    }

    /**
     * Refuses: the readiness of a real channel depends on more than the seed.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public void whenReady(SelectableChannel channel, int operation, Runnable callback) {
        throw new UnsupportedOperationException(
                "the readiness of "
                        + channel
                        + " cannot be simulated; use Port.system() for real channels");
    }

    @Override
    public void forget(SelectableChannel channel) {
        // None has ever been accepted.
    }

    @Override
    public void close() {
        machine.close(this);
    }

    @Override
    public String toString() {
        return "poll";
    }
}
