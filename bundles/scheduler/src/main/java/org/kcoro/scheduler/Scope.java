// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

import org.kcoro.scheduler.internal.StructuredScope;

/**
 * Coroutines that end before the block that launched them does.
 *
 * <p>{@link #run} runs a body, which launches children into the scope, and returns when the body
 * and all children have ended. The first failure, of the body or of a child, cancels the others;
 * what fails later is suppressed into it. In a scope of {@link #supervise} a child that fails
 * disturbs nobody; its failure goes to whoever joins it, else to the failure handler.
 *
 * <p>The body waits under the scope's token, as do the children. A cancel of the coroutine that
 * runs the scope, or of the token under which it does, cancels the scope. The interrupt of a thread
 * that runs a scope shows at the body's next wait, and ends the scope as a failure does. Scoped
 * values that are bound at a launch are bound in the child, where the JDK lets us ({@link
 * org.kcoro.switcher.InheritedScopedValues#isSupported}).
 *
 * <p>Where the one that runs a scope cannot be suspended at its end (under {@code continuation},
 * with a native frame below it), the scope fails, and its children are cancelled and end later.
 *
 * <p>{@link #launch} and {@link #cancel} may be called from any coroutine or thread, until the
 * scope has ended. The semantics are those of structured concurrency as in Kotlin's {@code
 * coroutineScope} and {@code supervisorScope}.
 */
public interface Scope {

    /**
     * Runs a body in a scope.
     *
     * @param name for dumps and errors
     * @return the body's result
     * @throws ExecutionException when the body or a child has failed; the cause is the first
     *     failure
     * @throws CancellationException when the scope was cancelled and nothing had failed before
     * @throws InterruptedException when the thread that runs it was interrupted and nothing had
     *     failed before
     */
    static <T> T run(Dispatcher dispatcher, String name, ScopeBody<T> body)
            throws InterruptedException, ExecutionException {
        return StructuredScope.run(dispatcher, name, null, false, body);
    }

    /**
     * Runs a body in a scope that is cancelled when a timeout has passed.
     *
     * @throws ExecutionException as {@link #run(Dispatcher, String, ScopeBody)} does
     * @throws CancellationException also when the timeout has passed
     * @throws InterruptedException as {@link #run(Dispatcher, String, ScopeBody)} does
     */
    static <T> T run(Dispatcher dispatcher, String name, Duration timeout, ScopeBody<T> body)
            throws InterruptedException, ExecutionException {
        Objects.requireNonNull(timeout, "timeout");
        return StructuredScope.run(dispatcher, name, timeout, false, body);
    }

    /**
     * Runs a body in a scope whose children fail alone.
     *
     * @throws ExecutionException when the body has failed
     * @throws CancellationException as {@link #run(Dispatcher, String, ScopeBody)} does
     * @throws InterruptedException as {@link #run(Dispatcher, String, ScopeBody)} does
     */
    static <T> T supervise(Dispatcher dispatcher, String name, ScopeBody<T> body)
            throws InterruptedException, ExecutionException {
        return StructuredScope.run(dispatcher, name, null, true, body);
    }

    /** The name, for dumps and errors. */
    String name();

    /** Under which the body and the children wait. */
    CancellationToken token();

    /** Where its children run. */
    Dispatcher dispatcher();

    /**
     * Launches a child with a result.
     *
     * @throws IllegalStateException when the scope was cancelled or has ended
     */
    <T> Coroutine<T> launch(String name, Callable<T> body);

    /**
     * Launches a child.
     *
     * @throws IllegalStateException when the scope was cancelled or has ended
     */
    default Coroutine<Void> launch(String name, CoroutineBody body) {
        Objects.requireNonNull(body, "body");
        return launch(
                name,
                () -> {
                    body.run();
                    return null;
                });
    }

    /**
     * Cancels the body and the children. Without effect once the scope has ended.
     *
     * @param reason what those that wait are told
     */
    void cancel(String reason);
}
