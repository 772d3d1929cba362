// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.kcoro.port.Port;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineState;
import org.kcoro.scheduler.LaunchOptions;
import org.kcoro.scheduler.Scheduler;

/** One that takes part in a test: a coroutine, a virtual thread or a platform thread. */
final class Party<T> {

    /** What it is. */
    enum Kind {
        COROUTINE,
        VIRTUAL_THREAD,
        PLATFORM_THREAD
    }

    private final String name;
    private final CompletableFuture<T> end = new CompletableFuture<>();

    // One of them.
    private Coroutine<?> coroutine;
    private Thread thread;

    private Party(String name) {
        this.name = name;
    }

    /** Starts one. */
    static <T> Party<T> start(Kind kind, String name, Scheduler scheduler, Callable<T> body) {
        Party<T> party = new Party<>(name);
        switch (kind) {
            case COROUTINE -> {
                LaunchOptions options = LaunchOptions.named(name).withoutFailureReport();
                party.coroutine = scheduler.launch(options, () -> party.run(body));
            }
            case VIRTUAL_THREAD ->
                    party.thread = Thread.ofVirtual().name(name).start(() -> party.run(body));
            default -> {
                party.thread = Port.system().newThread(name, () -> party.run(body));
                party.thread.start();
            }
        }
        return party;
    }

    private Void run(Callable<T> body) {
        try {
            end.complete(body.call());
        } catch (Throwable e) {
            end.completeExceptionally(e);
        }
        return null;
    }

    /** Cancels or interrupts it. */
    void stop() {
        if (coroutine != null) {
            coroutine.cancel();
        } else {
            thread.interrupt();
        }
    }

    /** Whether it waits for something. */
    boolean isParked() {
        if (coroutine != null) {
            return coroutine.state() == CoroutineState.PARKED;
        }
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    boolean isDone() {
        return end.isDone();
    }

    /** Waits for its result, or throws what its body threw. */
    T get(Duration patience) throws Exception {
        try {
            return end.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            AssertionError hang = new AssertionError(name + " does not end");
            if (thread != null) {
                hang.setStackTrace(thread.getStackTrace());
            }
            throw hang;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }
}
