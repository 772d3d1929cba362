// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.kcoro.port.Poller;
import org.kcoro.port.Port;

/** The system's port, which notes the threads it makes. */
class NotingPort implements Port {

    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    List<Thread> threads() {
        return threads;
    }

    @Override
    public Thread newThread(String name, Runnable body) {
        Thread thread = Port.system().newThread(name, body);
        threads.add(thread);
        return thread;
    }

    @Override
    public long nanoTime() {
        return Port.system().nanoTime();
    }

    @Override
    public long nextRandom() {
        return Port.system().nextRandom();
    }

    @Override
    public void park(Object blocker) {
        Port.system().park(blocker);
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        Port.system().parkUntil(blocker, deadlineNanos);
    }

    @Override
    public void unpark(Thread thread) {
        Port.system().unpark(thread);
    }

    @Override
    public Poller openPoller() throws IOException {
        return Port.system().openPoller();
    }
}
