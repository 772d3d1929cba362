// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.port;

/**
 * A platform thread of a machine other than the system's, such as a simulated one. {@link
 * Port#current} finds the machine by it.
 */
public abstract class MachineThread extends Thread {

    /**
     * Makes a thread, not yet started.
     *
     * @param name the thread's name, shown in dumps
     * @param body what the thread runs
     */
    protected MachineThread(String name, Runnable body) {
        super(null, body, name, 0, false);
    }

    /** The machine that this thread belongs to. */
    public abstract Port port();
}
