// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.kcoro.port.Port;
import org.kcoro.switcher.ContextSwitcher;

/**
 * Threads that run turns: each turn of a context that migrates goes to the next of them, so that it
 * migrates as often as can be; one that does not stays with its first.
 */
final class TurnWorkers implements AutoCloseable {

    private final ContextSwitcher switcher;
    private final List<BlockingQueue<Runnable>> queues = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<TestedBody> bodies = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private volatile boolean closed;

    TurnWorkers(ContextSwitcher switcher, int workers) {
        this.switcher = switcher;
        for (int i = 0; i < workers; i++) {
            BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
            queues.add(queue);
            threads.add(Port.system().newThread("testkit-worker-" + i, () -> work(queue)));
        }
        threads.forEach(Thread::start);
    }

    private void work(BlockingQueue<Runnable> queue) {
        while (!closed) {
            try {
                queue.take().run();
            } catch (InterruptedException e) {
                // Closed, or a flag that leaked, which the body has noted.
            }
        }
    }

    TestedBody body(String name, TestedBody.Code code) {
        TestedBody body = new TestedBody(switcher, name, this::place, code);
        bodies.add(body);
        return body;
    }

    private void place(TestedBody body) {
        int worker = body.home;
        if (worker < 0) {
            worker = Math.floorMod(next.getAndIncrement(), queues.size());
            if (!switcher.migrates()) {
                body.home = worker;
            }
        }
        queues.get(worker).add(body::runTurn);
    }

    /**
     * Waits until the bodies have ended, and throws what went wrong in one.
     *
     * @param patience how long no body may have a turn; a slow machine is none that hangs
     */
    void awaitEnd(Duration patience) throws InterruptedException {
        for (TestedBody body : bodies) {
            long before;
            boolean ended;
            do {
                before = turns();
                ended = body.end().await(patience.toNanos(), TimeUnit.NANOSECONDS);
                // What went wrong tells more than that it hangs.
                bodies.forEach(TestedBody::rethrowFaults);
            } while (!ended && turns() != before);
            if (!ended) {
                throw hang();
            }
        }
    }

    private long turns() {
        return bodies.stream().mapToLong(TestedBody::turns).sum();
    }

    private AssertionError hang() {
        AssertionError error = new AssertionError("bodies do not end, after " + turns() + " turns");
        for (TestedBody body : bodies) {
            if (body.end().getCount() > 0) {
                AssertionError each =
                        new AssertionError(
                                body.name()
                                        + (body.context().isParked()
                                                ? " is parked here"
                                                : " is not parked, and does not go on"));
                each.setStackTrace(body.context().stack());
                error.addSuppressed(each);
            }
        }
        return error;
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }
}
