// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.Collection;
import java.util.List;
import java.util.Objects;

import org.kcoro.scheduler.Coroutine;

/**
 * One alternative of a {@link Select}. A user gets one from a select and asks it, when it was
 * chosen, what it has transferred; an implementation of {@link Channel} extends one of the three
 * kinds. As its select, not thread-safe for users.
 *
 * <p>The protocol of a round, which the select drives: {@link #prepare} each; {@link #attempt} each
 * that is ready, and end with the first that does not answer {@link Attempt#NOT_NOW}; {@link
 * #enrol} each, with the same end; tell each that the round {@link #waits}; wait until a channel
 * has claimed the round, or withdraw it by a stop or deadline; {@link #withdraw} each that has
 * enrolled.
 */
public abstract sealed class Clause permits ReceiveClause, ReserveClause, SendClause {

    private final Channel<?> channel;
    private boolean enabled = true;

    /** Whether it has ended the last round, found its channel closed. The select's. */
    boolean closed;

    /** Its place among the clauses of its select. The select's. */
    int index;

    /** Whether it takes part in the current round, and waits in its channel. The select's. */
    boolean enrolled;

    Clause(Channel<?> channel) {
        this.channel = Objects.requireNonNull(channel, "channel");
    }

    /**
     * Whose elements it transfers; of a channel that stands on another and adds nothing to its
     * clauses, that other.
     */
    public final Channel<?> channel() {
        return channel;
    }

    /** Whether it takes part in the next rounds; it does unless told otherwise. */
    public final void enable(boolean enabled) {
        this.enabled = enabled;
    }

    /** Whether the last round chose it because its channel is closed for it. */
    public final boolean isClosed() {
        return closed;
    }

    /** Whether it takes part in a round that begins now. */
    boolean isReady() {
        return enabled;
    }

    // What a channel implements.

    /** Forgets what the last round transferred. */
    protected abstract void prepare();

    /** Transfers an element if that needs no wait. */
    protected abstract Attempt attempt();

    /**
     * Transfers an element if that needs no wait, else joins those that wait. From then until
     * {@link #withdraw} the channel may claim the round, from any thread.
     */
    protected abstract Attempt enrol(Selection selection);

    /**
     * Told after {@link #enrol}, outside locks, when all clauses have enrolled: from now on a claim
     * succeeds. For channels where somebody waits for that.
     */
    protected void waits() {}

    /**
     * Leaves those that wait. Once it returns, the channel does not touch the selection, unless it
     * has claimed it.
     *
     * @param chosen whether this clause has ended the round: then it has left already
     */
    protected abstract void withdraw(boolean chosen);

    /**
     * Coroutines that may be those which end its wait, for dumps; few, from any thread, and without
     * waiting. Nobody, unless an implementation knows better.
     */
    protected Collection<? extends Coroutine<?>> peers() {
        return List.of();
    }

    /** What {@link ClosedPolicy#THROW} throws. */
    protected abstract ChannelClosedException closedException();
}
