// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.port.internal;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.kcoro.port.Poller;
import org.kcoro.port.Port;

/** A poller over one JDK selector. */
final class SelectorPoller implements Poller {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Port port;
    private final Selector selector;
    private final Map<SelectableChannel, Interest> interests = new ConcurrentHashMap<>();

    SelectorPoller(Port port) throws IOException {
        this.port = port;
        this.selector = Selector.open();
    }

    @Override
    public void poll(long deadlineNanos) throws IOException {
        if (deadlineNanos == NO_DEADLINE) {
            selector.select(SelectorPoller::fire);
            return;
        }
        long nanos = deadlineNanos - port.nanoTime();
        if (nanos <= 0) {
            selector.selectNow(SelectorPoller::fire);
        } else {
            // Rounded up: a timer is never early.
            selector.select(SelectorPoller::fire, (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
        }
    }

    @Override
    public void wakeUp() {
        selector.wakeup();
    }

    @Override
    public void whenReady(SelectableChannel channel, int operation, Runnable callback)
            throws ClosedChannelException {
        Interest interest = interests.computeIfAbsent(channel, c -> new Interest());
        SelectionKey key;
        try {
            key = keyOf(channel, interest);
        } catch (ClosedChannelException e) {
            interests.remove(channel, interest);
            throw e;
        }
        boolean open;
        try {
            interest.add(key, operation, callback);
            // After adding: a forget that did not see this callback has come after a close that is
            // seen here. Its key may be gone by then, so the interests are in a map of their own.
            open = channel.isOpen();
        } catch (CancelledKeyException e) {
            open = false;
        }
        if (!open) {
            interests.remove(channel, interest);
            // Where a forget was first, the callback has run, and this is no error.
            if (interest.remove(callback)) {
                throw new ClosedChannelException();
            }
        }
        // A select that has begun does not see the new interest.
        selector.wakeup();
    }

    private synchronized SelectionKey keyOf(SelectableChannel channel, Interest interest)
            throws ClosedChannelException {
        SelectionKey key = channel.keyFor(selector);
        return key == null ? channel.register(selector, 0, interest) : key;
    }

    @Override
    public void forget(SelectableChannel channel) {
        Interest interest = channel.isOpen() ? interests.get(channel) : interests.remove(channel);
        if (interest != null) {
            interest.fire(~0);
        }
        // Lets the selector release the descriptor of a closed channel.
        selector.wakeup();
    }

    private static void fire(SelectionKey key) {
        Interest interest = (Interest) key.attachment();
        try {
            int ready = key.readyOps();
            // One-shot: who wants more asks again.
            key.interestOpsAnd(~ready);
            interest.fire(ready);
        } catch (CancelledKeyException e) {
            interest.fire(~0);
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }

    /** The callbacks of one channel, at most one for each operation. */
    private static final class Interest {

        private record Pending(int operation, Runnable callback) {}

        private final List<Pending> pending = new ArrayList<>(2);

        synchronized void add(SelectionKey key, int operation, Runnable callback) {
            pending.removeIf(p -> p.operation == operation);
            pending.add(new Pending(operation, callback));
            key.interestOpsOr(operation);
        }

        /** False when it has run, or was replaced. */
        synchronized boolean remove(Runnable callback) {
            return pending.removeIf(p -> p.callback == callback);
        }

        /** Runs the callbacks of ready operations, outside the lock. */
        void fire(int ready) {
            List<Pending> due = new ArrayList<>(2);
            synchronized (this) {
                for (Pending p : pending) {
                    if ((p.operation & ready) != 0) {
                        due.add(p);
                    }
                }
                pending.removeAll(due);
            }
            for (Pending p : due) {
                p.callback.run();
            }
        }
    }
}
