// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import org.kcoro.port.Port;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A scheduler under test. At its end nothing may be left, nothing may have failed unseen, and what
 * was submitted must have been completed.
 */
public final class Rig implements AutoCloseable {

    /** What was told to the failure handler. */
    public record Report(Coroutine<?> coroutine, Throwable failure) {}

    private static final AtomicInteger LAST_NUMBER = new AtomicInteger();

    /** Only a broken scheduler takes that long. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    public final Scheduler scheduler;

    private final NotingPort port = new NotingPort();

    /** A test that expects reports takes them out of here. */
    public final Queue<Report> reports = new ConcurrentLinkedQueue<>();

    public Rig(Machine machine) {
        scheduler =
                Scheduler.builder()
                        .name("rig" + LAST_NUMBER.incrementAndGet())
                        .workers(machine.workers())
                        .switcher(machine.switcher())
                        .port(port)
                        .failureHandler(
                                (coroutine, failure) -> reports.add(new Report(coroutine, failure)))
                        .build();
    }

    public Coroutine<Void> launch(String name, CoroutineBody body) {
        return scheduler.launch(name, body);
    }

    public <T> Coroutine<T> call(String name, Callable<T> body) {
        return scheduler.launch(name, body);
    }

    /** Runs a body as a coroutine and hands on its result or failure. */
    public <T> T in(Callable<T> body) throws Exception {
        try {
            return call("in", body).join();
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    /**
     * Runs a body in a coroutine, a virtual thread and a platform thread; each answers the same.
     */
    public <T> void everywhere(T expected, Callable<T> body) throws Exception {
        assertEquals(expected, in(body));
        assertEquals(expected, get(virtualThread("everywhere", body)));
        assertEquals(expected, get(thread("everywhere", body)));
    }

    /** With one worker: returns when all that was ready has had its turn. */
    public void settle() throws InterruptedException, ExecutionException {
        if (scheduler.workers() != 1) {
            throw new IllegalStateException("only turns of one worker follow one another");
        }
        // Each of these goes behind those that the ones before it have made ready.
        for (int i = 0; i < 3; i++) {
            scheduler.launch("settle", () -> {}).join();
        }
    }

    /** Waits for an end, however it comes. */
    public static CoroutineState ended(Coroutine<?> coroutine) throws InterruptedException {
        try {
            coroutine.join();
        } catch (ExecutionException | java.util.concurrent.CancellationException e) {
            // The state says it.
        }
        return coroutine.state();
    }

    /** Starts a platform thread; what its body answers or throws comes from {@link #get}. */
    public static <T> FutureTask<T> thread(String name, Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Port.system().newThread(name, task).start();
        return task;
    }

    /** Starts a virtual thread of the JDK's own scheduler. */
    public static <T> FutureTask<T> virtualThread(String name, Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread.ofVirtual().name(name).start(task);
        return task;
    }

    /** Waits for a thread's result, or throws what its body threw. */
    public static <T> T get(FutureTask<T> task) throws Exception {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    private static Exception rethrown(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return (Exception) thrown;
    }

    @Override
    public void close() {
        shutdown();
    }

    /** Those of the workers that live. */
    public long liveWorkers() {
        return port.threads().stream()
                .filter(thread -> thread.getName().startsWith(scheduler.name() + "-worker-"))
                .filter(Thread::isAlive)
                .count();
    }

    /** Shuts down, waits for the end of all its threads, and asserts that nothing is left. */
    public void shutdown() {
        assertEquals(List.of(), scheduler.shutdown(PATIENCE), "left after shutdown");
        awaitThreads();
        assertEquals(List.of(), scheduler.liveCoroutines(), "live after shutdown");
        SchedulerCounters counters = scheduler.counters();
        assertEquals(counters.submitted(), counters.completed(), counters::toString);
        assertEquals(List.of(), List.copyOf(reports), "failures that nobody expected");
    }

    /** After the end of the threads no turn is under way, nor what runs after a body in it. */
    private void awaitThreads() {
        try {
            for (Thread thread : port.threads()) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("threads do not end: " + port.threads(), e);
        }
    }
}
