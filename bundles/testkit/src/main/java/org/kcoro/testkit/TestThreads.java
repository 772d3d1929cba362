// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** Runs bodies at the same time, each on a thread of its own, and waits for all of them. */
final class TestThreads {

    private TestThreads() {}

    /**
     * Runs bodies.
     *
     * @param maker makes a thread, not yet started, of a name and what it runs
     * @param patience only a broken implementation takes that long
     * @throws AssertionError when one does not end, with the stack at which it hangs
     */
    static void run(
            BiFunction<String, Runnable, Thread> maker, Duration patience, List<Body> bodies)
            throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        AtomicInteger running = new AtomicInteger(bodies.size());
        List<Thread> threads = new ArrayList<>();
        for (Body body : bodies) {
            Runnable task =
                    () -> {
                        try {
                            body.run();
                            if (running.decrementAndGet() == 0) {
                                end.complete(null);
                            }
                        } catch (Throwable e) {
                            // Nobody waits for the others then.
                            end.completeExceptionally(e);
                        }
                    };
            threads.add(maker.apply("testkit-" + (threads.size() + 1), task));
        }
        threads.forEach(Thread::start);
        try {
            end.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        } catch (TimeoutException e) {
            throw hang(threads);
        } finally {
            // One that still waits is of no use any more.
            threads.forEach(Thread::interrupt);
        }
    }

    private static AssertionError hang(List<Thread> threads) {
        AssertionError error = new AssertionError("threads of the test do not end");
        for (Thread thread : threads) {
            if (thread.isAlive()) {
                AssertionError each = new AssertionError(thread.getName() + " is here");
                each.setStackTrace(thread.getStackTrace());
                error.addSuppressed(each);
            }
        }
        return error;
    }
}
