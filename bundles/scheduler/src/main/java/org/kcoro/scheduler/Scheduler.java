// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.List;

/**
 * Runs coroutines on a fixed number of workers. Cooperative: a coroutine keeps its worker until it
 * waits or ends. All methods may be called from any coroutine or thread.
 *
 * <p>Failures of a body never end a worker; those that nobody joins go to the failure handler of
 * the builder.
 */
public interface Scheduler extends Dispatcher, AutoCloseable {

    /** A builder with default settings. */
    static SchedulerBuilder builder() {
        return new SchedulerBuilder();
    }

    /** The name of this scheduler, with which its threads' names begin. */
    @Override
    String name();

    /** This. */
    @Override
    default Scheduler scheduler() {
        return this;
    }

    /** The number of workers. */
    int workers();

    /**
     * Changes the number of workers. One that is no longer wanted ends when the coroutines that are
     * bound to it have ended; the others of its coroutines go to its peers.
     *
     * @throws IllegalArgumentException unless from 1 to {@value SchedulerBuilder#MAX_WORKERS}
     * @throws IllegalStateException after shutdown
     */
    void resize(int workers);

    /**
     * A dispatcher whose coroutines all run on one worker of this scheduler, and so never at the
     * same time. They run on the switcher {@code continuation} where that works, unless told.
     */
    Dispatcher confined(String name);

    /**
     * A dispatcher with one thread of its own, which ends with this scheduler.
     *
     * @throws IllegalStateException after shutdown
     */
    Dispatcher single(String name);

    /**
     * The dispatcher for calls that block a thread: its coroutines run on threads of its own, as
     * many as are needed, up to the setting {@code blockingThreads}; further ones wait their turn.
     * They run on a switcher that migrates: on {@code jdk} where the scheduler's own does not.
     *
     * @throws IllegalStateException after shutdown
     */
    Dispatcher blocking();

    /**
     * A scheduler on the same workers for another owner: with coroutines, counters of launches and
     * a shutdown of its own, which leaves the workers alone.
     *
     * @param owner the name of the owner, such as a bundle's
     */
    Scheduler share(String owner);

    /**
     * A token that is cancelled when a timeout has passed, unless closed before.
     *
     * @param parent the token with which it is cancelled too, or null
     */
    CancellationToken timeout(CancellationToken parent, Duration timeout);

    /** The name of the switcher that runs the coroutines. */
    String switcher();

    /** The coroutines that have not ended. */
    List<Coroutine<?>> liveCoroutines();

    /**
     * A dump of the coroutines of this scheduler and of those that share its workers.
     *
     * @param stacks whether with stacks, which takes longer
     */
    CoroutineDump dump(boolean stacks);

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
     * Refuses further launches by others than its own coroutines, and waits until all have ended,
     * or until a deadline; then shuts down.
     *
     * @param patience how long those that run may go on
     * @param deadline how long those that are cancelled then may take
     * @return those that had not ended by then, as {@link #shutdown} does
     * @throws IllegalStateException when called by a coroutine of this scheduler
     */
    List<Coroutine<?>> drain(Duration patience, Duration deadline);

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
