// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

import org.kcoro.port.Poller;
import org.kcoro.port.Port;

/** Another port, which counts those of its threads whose body has not returned. */
class CountingPort implements Port {

    final Port port;
    private final AtomicInteger unfinished = new AtomicInteger();

    CountingPort(Port port) {
        this.port = port;
    }

    int unfinished() {
        return unfinished.get();
    }

    @Override
    public Thread newThread(String name, Runnable body) {
        unfinished.incrementAndGet();
        return port.newThread(
                name,
                () -> {
                    body.run();
                    unfinished.decrementAndGet();
                });
    }

    @Override
    public long nanoTime() {
        return port.nanoTime();
    }

    @Override
    public long nextRandom() {
        return port.nextRandom();
    }

    @Override
    public void park(Object blocker) {
        port.park(blocker);
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        port.parkUntil(blocker, deadlineNanos);
    }

    @Override
    public void unpark(Thread thread) {
        port.unpark(thread);
    }

    @Override
    public Poller openPoller() throws IOException {
        return port.openPoller();
    }
}
