// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectableChannel;

import org.kcoro.port.Poller;
import org.kcoro.port.Port;

/**
 * Watches the timers and the readiness of channels for one scheduler: one thread, started with the
 * first wait of either kind, which sleeps in the poller until the next deadline.
 */
final class Watch implements Runnable {

    private static final System.Logger LOG = System.getLogger("org.kcoro.scheduler");

    private final Port port;
    private final String threadName;
    private final TimerQueue timers = new TimerQueue();

    /** Set once, under the lock. */
    private volatile Poller poller;

    private volatile boolean stopped;

    Watch(Port port, String threadName) {
        this.port = port;
        this.threadName = threadName;
    }

    private Poller poller() throws IOException {
        Poller started = poller;
        return started != null && !stopped ? started : startPoller();
    }

    private synchronized Poller startPoller() throws IOException {
        if (stopped) {
            throw new IOException("the scheduler of " + threadName + " was shut down");
        }
        if (poller == null) {
            poller = port.openPoller();
            port.newThread(threadName, this).start();
        }
        return poller;
    }

    /**
     * Adds a timer, which the caller cancels when it is no longer needed.
     *
     * @param target a {@link org.kcoro.scheduler.Parker} to unpark, or a short {@link Runnable}
     */
    TimerQueue.Timer addTimer(long deadlineNanos, Object target) {
        Poller started;
        try {
            started = poller();
        } catch (IOException e) {
            throw new IllegalStateException("no timer for " + target + ": " + e.getMessage(), e);
        }
        TimerQueue.Timer timer = timers.add(deadlineNanos, target);
        if (timers.needsLook(timer)) {
            started.wakeUp();
        }
        return timer;
    }

    void cancelTimer(TimerQueue.Timer timer) {
        if (timers.cancel(timer)) {
            poller.wakeUp();
        }
    }

    /** How many timers are pending. */
    long pendingTimers() {
        return timers.pending();
    }

    void whenReady(SelectableChannel channel, int operation, Runnable callback) throws IOException {
        poller().whenReady(channel, operation, callback);
    }

    synchronized void forget(SelectableChannel channel) {
        if (poller != null && !stopped) {
            poller.forget(channel);
        }
    }

    @Override
    public void run() {
        while (!stopped) {
            try {
                poller.poll(timers.fire(port.nanoTime()));
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.ERROR, threadName + " failed to poll", e);
            }
        }
        try {
            poller.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, threadName + " failed to close its poller", e);
        }
    }

    synchronized void stop() {
        stopped = true;
        if (poller != null) {
            poller.wakeUp();
        }
    }
}
