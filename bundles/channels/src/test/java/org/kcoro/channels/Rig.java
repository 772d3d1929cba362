// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import org.kcoro.port.Port;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineBody;
import org.kcoro.scheduler.CoroutineState;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.Scope;
import org.kcoro.scheduler.ScopeBody;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A scheduler for tests of channels. Nothing may be left or fail unseen at its end. */
final class Rig implements AutoCloseable {

    /** Only a broken scheduler or channel takes that long. */
    static final Duration PATIENCE = Duration.ofSeconds(120);

    final Scheduler scheduler;
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    Rig(Machine machine) {
        scheduler =
                Scheduler.builder()
                        .workers(machine.workers())
                        .switcher(machine.switcher())
                        .failureHandler((coroutine, failure) -> failures.add(failure))
                        .build();
    }

    Coroutine<Void> launch(String name, CoroutineBody body) {
        return scheduler.launch(name, body);
    }

    <T> Coroutine<T> call(String name, Callable<T> body) {
        return scheduler.launch(name, body);
    }

    /** Runs a body as a coroutine and hands on its result or failure. */
    <T> T in(Callable<T> body) throws Exception {
        return get(call("in", body));
    }

    /** Runs a body in a scope of this scheduler. */
    <T> T inScope(ScopeBody<T> body) throws Exception {
        return Scope.run(scheduler, "scope", body);
    }

    /** With one worker: returns when all that was ready has had its turn. */
    void settle() throws InterruptedException, ExecutionException {
        if (scheduler.workers() != 1) {
            throw new IllegalStateException("only turns of one worker follow one another");
        }
        // Each of these goes behind those that the ones before it have made ready.
        for (int i = 0; i < 3; i++) {
            scheduler.launch("settle", () -> {}).join();
        }
    }

    /** Waits for an end, however it comes. */
    static CoroutineState ended(Coroutine<?> coroutine) throws InterruptedException {
        try {
            coroutine.join();
        } catch (ExecutionException | CancellationException e) {
            // The state says it.
        }
        return coroutine.state();
    }

    /** Waits for a coroutine's result, or throws what its body threw. */
    static <T> T get(Coroutine<T> coroutine) throws Exception {
        try {
            return coroutine.join();
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    /** Starts a platform thread; what its body answers or throws comes from {@link #get}. */
    static <T> FutureTask<T> thread(String name, Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Port.system().newThread(name, task).start();
        return task;
    }

    /** Starts a virtual thread of the JDK's own scheduler. */
    static <T> FutureTask<T> virtualThread(String name, Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread.ofVirtual().name(name).start(task);
        return task;
    }

    /** Waits for a thread's result, or throws what its body threw. */
    static <T> T get(FutureTask<T> task) throws Exception {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    /** The failures that nobody has joined, which are seen by this. */
    List<Throwable> takeFailures() {
        List<Throwable> taken = List.copyOf(failures);
        failures.clear();
        return taken;
    }

    private static Exception rethrown(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return (Exception) thrown;
    }

    @Override
    public void close() {
        assertEquals(List.of(), scheduler.shutdown(PATIENCE), "left after shutdown");
        assertEquals(List.of(), List.copyOf(failures), "failures that nobody joined");
    }
}
