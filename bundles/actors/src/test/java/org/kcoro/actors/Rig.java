// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;

import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A scheduler for tests of actors. Nothing may be left or fail unseen at its end. */
final class Rig implements AutoCloseable {

    /** Longer than any wait that ends. */
    static final Duration LONG = Duration.ofHours(1);

    /** Only broken code takes that long. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    final Scheduler scheduler;

    /** What actors have failed with, as {@link #actor} tells. */
    final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private final Queue<Throwable> unseen = new ConcurrentLinkedQueue<>();

    Rig(Machine machine) {
        scheduler =
                Scheduler.builder()
                        .workers(machine.workers())
                        .switcher(machine.switcher())
                        .failureHandler((coroutine, failure) -> unseen.add(failure))
                        .build();
    }

    /** A builder whose failures are noted. */
    <M> ActorBuilder<M> actor(String name, ActorBody<M> body) {
        return Actor.builder(name, body).onFailure((actor, failure) -> failures.add(failure));
    }

    /** A builder whose failures are noted. */
    <M> ActorBuilder<M> setup(String name, ActorFactory<M> factory) {
        return Actor.setup(name, factory).onFailure((actor, failure) -> failures.add(failure));
    }

    /** Runs a body as a coroutine and hands on its result or failure. */
    <T> T in(Callable<T> body) throws Exception {
        return get(scheduler.launch("in", body));
    }

    /** With one worker: returns when all that was ready has had its turn. */
    void settle() throws Exception {
        if (scheduler.workers() != 1) {
            throw new IllegalStateException("only turns of one worker follow one another");
        }
        // Each of these goes behind those that the ones before it have made ready.
        for (int i = 0; i < 3; i++) {
            scheduler.launch("settle", () -> {}).join();
        }
    }

    /** Waits for a coroutine's result, or throws what its body threw. */
    static <T> T get(Coroutine<T> coroutine) throws Exception {
        try {
            return coroutine.join();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    /** Whether a wait of this thread is ended by an interrupt that came before. */
    static boolean isInterrupted(Callable<?> wait) throws Exception {
        Thread.currentThread().interrupt();
        try {
            wait.call();
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Override
    public void close() {
        assertEquals(List.of(), scheduler.shutdown(PATIENCE), "left after shutdown");
        assertEquals(List.of(), List.copyOf(unseen), "failures that nobody joined");
    }
}
