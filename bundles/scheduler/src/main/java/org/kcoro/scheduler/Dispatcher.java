// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * Where coroutines run. A {@link Scheduler} is the default one; it gives others by {@link
 * Scheduler#confined}, {@link Scheduler#single} and {@link Scheduler#blocking}. All methods may be
 * called from any coroutine or thread.
 */
public interface Dispatcher {

    /** The name, for dumps and errors. */
    String name();

    /** The scheduler that owns it. */
    Scheduler scheduler();

    /**
     * Launches a coroutine with a result.
     *
     * @throws IllegalStateException after shutdown
     * @throws IllegalArgumentException when there is no such switcher, with the reason
     */
    <T> Coroutine<T> launch(LaunchOptions options, Callable<T> body);

    /**
     * Launches a coroutine with a result.
     *
     * @param name for dumps and reports; need not be unique
     * @throws IllegalStateException after shutdown
     */
    default <T> Coroutine<T> launch(String name, Callable<T> body) {
        return launch(LaunchOptions.named(name), body);
    }

    /**
     * Launches a coroutine.
     *
     * @param name for dumps and reports; need not be unique
     * @throws IllegalStateException after shutdown
     */
    default Coroutine<Void> launch(String name, CoroutineBody body) {
        return launch(name, withoutResult(body));
    }

    /**
     * Launches a coroutine.
     *
     * @throws IllegalStateException after shutdown
     * @throws IllegalArgumentException when there is no such switcher, with the reason
     */
    default Coroutine<Void> launch(LaunchOptions options, CoroutineBody body) {
        return launch(options, withoutResult(body));
    }

    private static Callable<Void> withoutResult(CoroutineBody body) {
        Objects.requireNonNull(body, "body");
        return () -> {
            body.run();
            return null;
        };
    }
}
