// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Runs coroutines on a fixed number of workers. Cooperative: a coroutine keeps its worker until it
 * waits or ends. All methods may be called from any coroutine or thread.
 *
 * <p>Failures of a body never end a worker; those that nobody joins go to the failure handler of
 * the builder.
 */
public interface Scheduler extends AutoCloseable {

    /** A builder with default settings. */
    static SchedulerBuilder builder() {
        return new SchedulerBuilder();
    }

    /** The name of this scheduler, with which its threads' names begin. */
    String name();

    /** The number of workers. */
    int workers();

    /** The name of the switcher that runs the coroutines. */
    String switcher();

    /**
     * Launches a coroutine with a result.
     *
     * @param name for dumps and reports; need not be unique
     * @throws IllegalStateException after shutdown
     */
    <T> Coroutine<T> launch(String name, Callable<T> body);

    /**
     * Launches a coroutine.
     *
     * @param name for dumps and reports; need not be unique
     * @throws IllegalStateException after shutdown
     */
    default Coroutine<Void> launch(String name, CoroutineBody body) {
        java.util.Objects.requireNonNull(body, "body");
        return launch(
                name,
                () -> {
                    body.run();
                    return null;
                });
    }

    /** The coroutines that have not ended. */
    List<Coroutine<?>> liveCoroutines();

    /** What this scheduler has counted. */
    SchedulerCounters counters();

    /**
     * Waits until a channel may be ready for an operation. It may return early, so callers try the
     * operation again. At most one waits for each operation of a channel.
     *
     * @param channel in non-blocking mode
     * @param operation {@code SelectionKey.OP_READ}, {@code OP_WRITE}, {@code OP_ACCEPT} or {@code
     *     OP_CONNECT}
     * @throws IOException when the channel is closed or there is no poller to be had
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    void awaitReady(SelectableChannel channel, int operation)
            throws IOException, InterruptedException;

    /** Closes a channel and wakes those that wait for its readiness. */
    void closeChannel(SelectableChannel channel) throws IOException;

    /**
     * Refuses further launches, cancels all coroutines and waits for their end until a deadline.
     * The workers stop when all have ended.
     *
     * @return those that had not ended by the deadline; the workers serve them until they do, for
     *     one that was dropped would keep its locks for ever
     * @throws IllegalStateException when called by a coroutine of this scheduler
     */
    List<Coroutine<?>> shutdown(Duration deadline);

    /** Shuts down with a deadline of five seconds, and logs what was left. */
    @Override
    void close();
}
