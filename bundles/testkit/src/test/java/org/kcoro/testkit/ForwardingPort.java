// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;

import org.kcoro.port.MachineThread;
import org.kcoro.port.Poller;
import org.kcoro.port.Port;

/** A port that does as the system's does, until a test plants a fault in it. */
class ForwardingPort implements Port {

    final Port system = Port.system();

    @Override
    public long nanoTime() {
        return system.nanoTime();
    }

    @Override
    public long nextRandom() {
        return system.nextRandom();
    }

    @Override
    public Thread newThread(String name, Runnable body) {
        MachineThread thread =
                new MachineThread(name, body) {
                    @Override
                    public Port port() {
                        return ForwardingPort.this;
                    }
                };
        thread.setDaemon(true);
        thread.setContextClassLoader(ForwardingPort.class.getClassLoader());
        return thread;
    }

    @Override
    public void park(Object blocker) {
        system.park(blocker);
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        system.parkUntil(blocker, deadlineNanos);
    }

    @Override
    public void unpark(Thread thread) {
        system.unpark(thread);
    }

    @Override
    public Poller openPoller() throws IOException {
        return new ForwardingPoller(system.openPoller());
    }

    /** A poller that does as another does. */
    static class ForwardingPoller implements Poller {

        final Poller real;

        ForwardingPoller(Poller real) {
            this.real = real;
        }

        @Override
        public void poll(long deadlineNanos) throws IOException {
            real.poll(deadlineNanos);
        }

        @Override
        public void wakeUp() {
            real.wakeUp();
        }

        @Override
        public void whenReady(SelectableChannel channel, int operation, Runnable callback)
                throws ClosedChannelException {
            real.whenReady(channel, operation, callback);
        }

        @Override
        public void forget(SelectableChannel channel) {
            real.forget(channel);
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}
