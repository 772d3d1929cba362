// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/**
 * Waits for the first of several operations on channels that can be done, and does that one alone.
 *
 * <pre>{@code
 * Select select = Select.fair();
 * ReceiveClause<Order> orders = select.receive(orderChannel);
 * SendClause<Report> reports = select.send(reportChannel).element(report);
 * Clause chosen = select.await();
 * if (chosen == orders) {
 *     handle(orders.element());
 * }
 * }</pre>
 *
 * <p>Made once, and used for any number of rounds, each by one coroutine or thread at a time; a
 * round allocates nothing. Where several clauses are ready, a fair select begins with another one
 * each round, a biased one takes the first. Its waits end as those of {@link Channel} do; a stop
 * that meets a channel which has already transferred loses, and shows at the next wait.
 *
 * <p>The states of a round, and who claims it when, are a page of the design:
 * docs/design/channels.md.
 */
public final class Select {

    private static final long AT_ONCE = Long.MIN_VALUE;

    private final boolean biased;
    private final List<Clause> clauses = new ArrayList<>();
    private final SelectRound round = new SelectRound();
    private ClosedPolicy closedPolicy = ClosedPolicy.THROW;
    private WaitReason reason;
    private int start;

    /** Whether the last round has found nothing ready: then the next one enrols at once. */
    private boolean waited;

    private Select(boolean biased) {
        this.biased = biased;
    }

    /** A select without clauses that treats all alike. */
    public static Select fair() {
        return new Select(false);
    }

    /**
     * A select without clauses that takes the first that is ready, in the order of their making.
     */
    public static Select biased() {
        return new Select(true);
    }

    /** What it does about closed channels; {@link ClosedPolicy#THROW} unless told. */
    public Select onClosed(ClosedPolicy policy) {
        closedPolicy = Objects.requireNonNull(policy, "policy");
        return this;
    }

    // Clauses.

    /**
     * Adds a clause that receives.
     *
     * @throws IllegalArgumentException when the channel stands in this select already
     */
    public <E> ReceiveClause<E> receive(Channel<E> channel) {
        return add(channel.newReceiveClause());
    }

    /**
     * Adds a clause that reserves.
     *
     * @throws IllegalArgumentException when the channel stands in this select already
     */
    public <E> ReserveClause<E> reserve(Channel<E> channel) {
        return add(channel.newReserveClause());
    }

    /**
     * Adds a clause that sends. It takes part in a round when it has an element.
     *
     * @throws IllegalArgumentException when the channel stands in this select already
     */
    public <E> SendClause<E> send(Channel<E> channel) {
        return add(channel.newSendClause());
    }

    private <C extends Clause> C add(C added) {
        for (Clause clause : clauses) {
            // Not that which was asked: a channel may give the clauses of one that it stands on.
            if (clause.channel() == added.channel()) {
                throw new IllegalArgumentException(
                        "channel "
                                + added.channel().name()
                                + " stands in this select already; a select could meet itself there");
            }
        }
        added.index = clauses.size();
        clauses.add(added);
        reason = null;
        return added;
    }

    // Rounds.

    /**
     * Waits for the first clause that can be done, and does it.
     *
     * @return the clause that was done
     * @throws ChannelClosedException as {@link ClosedPolicy} says
     * @throws IllegalStateException when no clause takes part
     * @throws InterruptedException when the thread that waits is interrupted
     * @throws java.util.concurrent.CancellationException when the coroutine that waits is cancelled
     */
    public Clause await() throws InterruptedException {
        return await(SelectRound.NEVER);
    }

    /**
     * Waits as {@link #await()} does, but no longer than a timeout.
     *
     * @param timeout zero tries once
     * @return null when the timeout has passed
     */
    public Clause await(Duration timeout) throws InterruptedException {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException(this + ": the timeout is negative: " + timeout);
        }
        return await(timeout.isZero() ? AT_ONCE : Parker.current().deadlineAfter(timeout));
    }

    /**
     * Does a clause if that needs no wait.
     *
     * @return null when all would have to wait, the default clause of other languages
     */
    public Clause tryNow() {
        try {
            return await(AT_ONCE);
        } catch (InterruptedException e) {
            throw new AssertionError("a try waits for nothing", e);
        }
    }

    private Clause await(long deadlineNanos) throws InterruptedException {
        int first = begin();
        while (true) {
            Clause chosen = null;
            if (!waited || deadlineNanos == AT_ONCE) {
                chosen = pass(first, null);
                if (chosen != null || deadlineNanos == AT_ONCE) {
                    return chosen;
                }
            }
            round.begin(Parker.current());
            waited = false;
            boolean ended = false;
            try {
                chosen = pass(first, round);
                if (chosen == null && round.hasEnrolled()) {
                    waited = true;
                    tellClauses();
                    ended = !round.awaitClaim(reason(), deadlineNanos);
                    chosen = ended ? null : outcome();
                }
            } finally {
                withdraw(chosen);
            }
            if (chosen != null || ended) {
                return chosen;
            }
            // Given back, for there is something to come for: what is ready is not waited for.
            waited = false;
        }
    }

    private void tellClauses() {
        for (int i = 0; i < clauses.size(); i++) {
            Clause clause = clauses.get(i);
            if (clause.enrolled) {
                clause.waits();
            }
        }
    }

    /** Begins a round; answers where it starts. */
    private int begin() {
        int ready = 0;
        for (int i = 0; i < clauses.size(); i++) {
            Clause clause = clauses.get(i);
            clause.closed = false;
            clause.prepare();
            if (clause.isReady()) {
                ready++;
            }
        }
        if (ready == 0) {
            throw new IllegalStateException(
                    clauses.isEmpty()
                            ? "a select without clauses would wait for ever; add one"
                            : this
                                    + ": no clause takes part; enable one, or give a send clause"
                                    + " its element");
        }
        if (biased) {
            return 0;
        }
        start = start + 1 >= clauses.size() ? 0 : start + 1;
        return start;
    }

    /**
     * Tries all clauses in turn, or enrols them.
     *
     * @param enrolling null to try only
     * @return the one that was done, or null
     */
    private Clause pass(int first, SelectRound enrolling) throws InterruptedException {
        int closed = 0;
        int ready = 0;
        for (int i = 0; i < clauses.size(); i++) {
            int at = first + i;
            Clause clause = clauses.get(at < clauses.size() ? at : at - clauses.size());
            if (!clause.isReady()) {
                continue;
            }
            ready++;
            Attempt attempt = enrolling == null ? clause.attempt() : clause.enrol(enrolling);
            switch (attempt) {
                case DONE -> {
                    return won(clause);
                }
                case HELD -> {
                    clause.enrolled = true;
                    round.heldBy(clause);
                    return outcome();
                }
                case CLOSED -> {
                    if (closedPolicy != ClosedPolicy.SKIP) {
                        return won(closed(clause));
                    }
                    closed++;
                }
                case NOT_NOW -> clause.enrolled = enrolling != null;
            }
        }
        if (closed == ready) {
            throw new ChannelClosedException(this + ": all its channels are closed");
        }
        return null;
    }

    private Clause won(Clause clause) {
        round.won();
        return clause;
    }

    private Clause closed(Clause clause) {
        if (closedPolicy == ClosedPolicy.THROW) {
            round.won();
            throw clause.closedException();
        }
        clause.closed = true;
        return clause;
    }

    /**
     * Waits until the claim has come to something.
     *
     * @return the clause, or null when the round begins again
     */
    private Clause outcome() {
        Object came = round.awaitOutcome(reason());
        Clause winner = round.winner();
        if (came == Attempt.DONE) {
            return winner;
        }
        if (came == Attempt.CLOSED && closedPolicy != ClosedPolicy.SKIP) {
            return closed(winner);
        }
        if (came instanceof Throwable failure) {
            throw new IllegalStateException(
                    this + ": failed at channel " + winner.channel().name(), failure);
        }
        return null;
    }

    private void withdraw(Clause chosen) {
        for (int i = 0; i < clauses.size(); i++) {
            Clause clause = clauses.get(i);
            if (clause.enrolled) {
                clause.enrolled = false;
                clause.withdraw(clause == chosen);
            }
        }
        round.end();
    }

    private WaitReason reason() {
        if (reason == null) {
            List<Clause> waiting = List.copyOf(clauses);
            reason = new WaitReason("select", channels(), false, () -> peersOf(waiting));
        }
        return reason;
    }

    private static Collection<Coroutine<?>> peersOf(List<Clause> clauses) {
        Set<Coroutine<?>> peers = new LinkedHashSet<>();
        for (Clause clause : clauses) {
            peers.addAll(clause.peers());
        }
        return peers;
    }

    private String channels() {
        return clauses.stream()
                .map(clause -> clause.channel().name())
                .collect(Collectors.joining(", ", "channels ", ""));
    }

    @Override
    public String toString() {
        return "select over " + channels();
    }
}
