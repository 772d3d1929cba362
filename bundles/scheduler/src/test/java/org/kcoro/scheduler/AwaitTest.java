// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Futures and stages, awaited by coroutines and threads. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AwaitTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";

    /** Runs a body as coroutine, virtual thread and platform thread; the results must be equal. */
    private static <T> void everywhere(Rig rig, T expected, Callable<T> body) throws Exception {
        assertEquals(expected, rig.in(body));
        assertEquals(expected, Rig.get(Rig.thread("thread", body)));
        assertEquals(expected, Rig.get(Rig.virtualThread("virtual thread", body)));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void awaitGivesTheResultOfAStageThatHasIt(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            CompletableFuture<String> done = CompletableFuture.completedFuture("result");
            everywhere(rig, "result", () -> Parker.await(done));
            CompletionStage<String> stage = done.minimalCompletionStage();
            everywhere(rig, "result", () -> Parker.await(stage));
            everywhere(
                    rig,
                    (String) null,
                    () -> Parker.await(CompletableFuture.completedFuture(null)));
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void awaitWaitsForTheResult(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            List<Coroutine<Integer>> coroutines = new ArrayList<>();
            List<FutureTask<Integer>> threads = new ArrayList<>();
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                CompletableFuture<Integer> future = new CompletableFuture<>();
                futures.add(future);
                coroutines.add(rig.call("awaits", () -> Parker.await(future)));
                coroutines.add(
                        rig.call(
                                "awaits what depends",
                                () -> Parker.await(future.thenApply(v -> v * 1_000))));
                if (i % 10 == 0) {
                    threads.add(Rig.thread("awaits", () -> Parker.await(future)));
                }
            }
            for (int i = 0; i < 100; i++) {
                futures.get(i).complete(i);
            }
            for (int i = 0; i < 100; i++) {
                assertEquals(i, coroutines.get(2 * i).join());
                assertEquals(i * 1_000, coroutines.get(2 * i + 1).join());
            }
            for (int i = 0; i < 10; i++) {
                assertEquals(i * 10, Rig.get(threads.get(i)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void awaitGivesTheFailureAsTheCause(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            IOException failure = new IOException();
            CompletableFuture<String> failed = CompletableFuture.failedFuture(failure);
            everywhere(rig, failure, () -> causeOf(failed));
            everywhere(rig, failure, () -> causeOf(failed.thenApply(v -> v)));
            CompletableFuture<String> wrapped =
                    CompletableFuture.failedFuture(new CompletionException(failure));
            everywhere(rig, failure, () -> causeOf(wrapped));

            CompletableFuture<String> later = new CompletableFuture<>();
            Coroutine<Throwable> coroutine = rig.call("awaits", () -> causeOf(later));
            FutureTask<Throwable> thread = Rig.thread("awaits", () -> causeOf(later));
            later.completeExceptionally(failure);
            assertSame(failure, coroutine.join());
            assertSame(failure, Rig.get(thread));
        }
    }

    private static Throwable causeOf(CompletionStage<?> stage) {
        return assertThrows(ExecutionException.class, () -> Parker.await(stage)).getCause();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void awaitOfACancelledFutureSaysSo(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            CompletableFuture<String> before = new CompletableFuture<>();
            before.cancel(true);
            everywhere(rig, true, () -> isCancelled(before));

            CompletableFuture<String> later = new CompletableFuture<>();
            Coroutine<Boolean> coroutine = rig.call("awaits", () -> isCancelled(later));
            FutureTask<Boolean> thread = Rig.thread("awaits", () -> isCancelled(later));
            later.cancel(false);
            assertTrue(coroutine.join());
            assertTrue(Rig.get(thread));
            assertFalse(coroutine.isCancelRequested());
        }
    }

    private static boolean isCancelled(CompletionStage<?> stage)
            throws InterruptedException, ExecutionException {
        try {
            Parker.await(stage);
            return false;
        } catch (CancellationException e) {
            return true;
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theCancelOfTheOneThatAwaitsLeavesTheFutureAlone(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            CompletableFuture<String> future = new CompletableFuture<>();
            Coroutine<String> cancelled = rig.call("awaits", () -> Parker.await(future));
            Coroutine<String> other = rig.call("awaits", () -> Parker.await(future));
            cancelled.cancel();
            assertEquals(CoroutineState.CANCELLED, Rig.ended(cancelled));
            assertFalse(future.isDone());
            future.complete("result");
            assertEquals("result", other.join());
        }
    }
}
