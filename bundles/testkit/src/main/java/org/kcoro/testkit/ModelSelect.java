// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.util.ArrayList;
import java.util.List;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.ClosedPolicy;

/** A round of a biased select over {@link ChannelModel}s. */
final class ModelSelect extends ModelOperation {

    /** What a clause does. */
    enum Act {
        SEND,
        RECEIVE,
        RESERVE
    }

    /** A clause of the round. */
    static final class ModelClause {
        final ChannelModel channel;
        final Act act;

        /** What it sends. */
        final int element;

        private ModelWait wait;

        ModelClause(ChannelModel channel, Act act, int element) {
            this.channel = channel;
            this.act = act;
            this.element = element;
        }

        @Override
        public String toString() {
            return act + (act == Act.SEND ? " " + element : "") + " on " + channel.settings.name();
        }
    }

    private final List<ModelClause> clauses;
    private final ClosedPolicy policy;

    /** TRY, MOMENT or FOREVER. */
    private final Patience patience;

    private final List<ModelClause> enrolled = new ArrayList<>();

    ModelSelect(List<ModelClause> clauses, ClosedPolicy policy, Patience patience) {
        this.clauses = clauses;
        this.policy = policy;
        this.patience = patience;
    }

    @Override
    boolean isSelect() {
        return true;
    }

    @Override
    boolean hasSteps() {
        return patience != Patience.TRY;
    }

    @Override
    void begin() {
        if (!tryEach()) {
            if (patience == Patience.TRY) {
                result = Results.NONE;
            } else if (!enrolEach()) {
                if (stopped) {
                    end(null, Results.STOPPED);
                } else if (patience == Patience.MOMENT) {
                    end(null, Results.NONE);
                }
            }
        }
    }

    /** Whether that has ended the round. */
    private boolean tryEach() {
        int closed = 0;
        for (ModelClause clause : clauses) {
            Attempt attempt = attempt(clause);
            if (attempt == Attempt.DONE) {
                return true;
            }
            if (attempt == Attempt.CLOSED) {
                if (policy != ClosedPolicy.SKIP) {
                    foundClosed(clause);
                    return true;
                }
                closed++;
            }
        }
        if (closed == clauses.size()) {
            result = Results.ALL_CLOSED;
            return true;
        }
        return false;
    }

    private Attempt attempt(ModelClause clause) {
        ChannelModel channel = clause.channel;
        switch (clause.act) {
            case SEND -> {
                Attempt attempt = channel.offer(clause.element);
                if (attempt == Attempt.DONE) {
                    end(clause, Results.SENT);
                }
                return attempt;
            }
            case RECEIVE -> {
                Integer element = channel.poll();
                if (element != null) {
                    end(clause, Results.received(element));
                    return Attempt.DONE;
                }
            }
            default -> {
                ModelReservation reservation = channel.reserve();
                if (reservation != null) {
                    reserved = reservation;
                    end(clause, Results.received(reservation.element));
                    return Attempt.DONE;
                }
            }
        }
        return channel.isDrained() ? Attempt.CLOSED : Attempt.NOT_NOW;
    }

    /** Whether one of the clauses is being served. */
    private boolean enrolEach() {
        for (ModelClause clause : clauses) {
            boolean sends = clause.act == Act.SEND;
            if (sends ? clause.channel.closed : clause.channel.isDrained()) {
                continue;
            }
            enrolled.add(clause);
            if (sends) {
                clause.wait = ModelWait.sender(this, clause.element);
                if (clause.channel.enqueue(clause.wait) == Attempt.HELD) {
                    claimed = true;
                    return true;
                }
            } else {
                clause.wait = ModelWait.receiver(this, clause.act == Act.RESERVE);
                clause.channel.receivers.add(clause.wait);
            }
        }
        return false;
    }

    private void foundClosed(ModelClause clause) {
        if (policy == ClosedPolicy.CHOOSE) {
            end(clause, Results.CLOSED);
        } else {
            end(null, Results.closed(clause.channel.cause));
        }
    }

    private void end(ModelClause chosen, String how) {
        withdraw(chosen);
        result = chosen == null ? how : chosen + ": " + how;
    }

    private void withdraw(ModelClause chosen) {
        for (ModelClause clause : enrolled) {
            clause.channel.withdrawClause(clause.wait, clause == chosen);
        }
        enrolled.clear();
        claimed = false;
    }

    @Override
    void goOn(ModelWait ended) {
        ModelClause clause =
                enrolled.stream().filter(each -> each.wait == ended).findFirst().orElseThrow();
        switch (ended.outcome) {
            case DONE -> {
                reserved = ended.reservation;
                Integer element = reserved == null ? ended.element : (Integer) reserved.element;
                end(clause, clause.act == Act.SEND ? Results.SENT : Results.received(element));
            }
            case CLOSED -> {
                if (policy == ClosedPolicy.SKIP) {
                    withdraw(null);
                    begin();
                } else {
                    foundClosed(clause);
                }
            }
            default -> {
                withdraw(null);
                begin();
            }
        }
    }

    @Override
    void stop() {
        stopped = true;
        if (!claimed) {
            end(null, Results.STOPPED);
        }
    }
}
