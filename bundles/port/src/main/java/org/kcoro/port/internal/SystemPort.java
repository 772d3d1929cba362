// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.port.internal;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

import org.kcoro.port.Poller;
import org.kcoro.port.Port;

/** The port of the machine that this process runs on, by the JDK's public means. */
public class SystemPort implements Port {

    public static final SystemPort INSTANCE = new SystemPort();

    private final CoarseClock coarseClock = new CoarseClock(this);

    protected SystemPort() {}

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long coarseNanoTime() {
        return coarseClock.nanoTime();
    }

    @Override
    public long nextRandom() {
        return ThreadLocalRandom.current().nextLong();
    }

    @Override
    public Thread newThread(String name, Runnable body) {
        Thread thread =
                Thread.ofPlatform()
                        .name(name)
                        .daemon(true)
                        .inheritInheritableThreadLocals(false)
                        .unstarted(body);
        thread.setContextClassLoader(SystemPort.class.getClassLoader());
        return thread;
    }

    @Override
    public void park(Object blocker) {
        LockSupport.park(blocker);
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        long nanos = deadlineNanos - System.nanoTime();
        if (nanos > 0) {
            LockSupport.parkNanos(blocker, nanos);
        }
    }

    @Override
    public void unpark(Thread thread) {
        LockSupport.unpark(thread);
    }

    @Override
    public Poller openPoller() throws IOException {
        return new SelectorPoller(this);
    }
}
