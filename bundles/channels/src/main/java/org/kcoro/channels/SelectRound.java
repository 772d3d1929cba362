// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/**
 * The round of a {@link Select}: its states, of which docs/design/channels.md has the table, and
 * the waits in it. Used again by each round of its select, from {@link #begin} to {@link #end()}.
 */
final class SelectRound implements Selection {

    /** The deadline of a wait that has none. */
    static final long NEVER = Long.MAX_VALUE;

    /** No round, or one that only tries. */
    private static final int IDLE = 0;

    /** Clauses enrol; nobody can claim it yet. */
    private static final int ENROLLING = 1;

    /** As ENROLLING, and a channel has dropped a clause that it could not claim. */
    private static final int DROPPED = 2;

    /** All have enrolled. */
    private static final int WAITING = 3;

    /** A clause has it. */
    private static final int CLAIMED = 4;

    /** A stop or the deadline has it. */
    private static final int WITHDRAWN = 5;

    /** What a claim that was given back comes to. */
    private static final Object RETRY = new Object();

    private static final VarHandle STATE;
    private static final VarHandle RESULT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(SelectRound.class, "state", int.class);
            RESULT = lookup.findVarHandle(SelectRound.class, "result", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int state = IDLE;

    /** Who waits. */
    private Parker parker;

    /** Which clause has claimed it. */
    private Clause winner;

    /** What the claim has come to: an {@link Attempt}, {@link #RETRY}, a failure; null before. */
    private volatile Object result;

    // For the select.

    /** Before the first clause enrols. */
    void begin(Parker waiting) {
        parker = waiting;
        // With release is enough: channels see both through their locks.
        RESULT.setRelease(this, (Object) null);
        STATE.setRelease(this, ENROLLING);
    }

    /**
     * All clauses have enrolled, and none has found a counterpart.
     *
     * @return false when one was dropped, so that all must withdraw and begin again
     */
    boolean hasEnrolled() {
        return STATE.compareAndSet(this, ENROLLING, WAITING);
    }

    /** A clause has ended it while it enrolled. */
    void won() {
        state = CLAIMED;
    }

    /** A clause that enrolled has found a counterpart, and its outcome is still to come. */
    void heldBy(Clause clause) {
        winner = clause;
        state = CLAIMED;
    }

    /** The clause that has claimed it. */
    Clause winner() {
        return winner;
    }

    /** After the last clause has withdrawn. */
    void end() {
        parker = null;
        winner = null;
    }

    /**
     * Waits until a clause has claimed it, or a stop or the deadline withdraws it.
     *
     * @return false when the deadline has withdrawn it
     */
    boolean awaitClaim(WaitReason reason, long deadlineNanos) throws InterruptedException {
        try {
            while (state == WAITING) {
                parker.checkStop();
                if (deadlineNanos == NEVER) {
                    parker.park(reason);
                } else if (deadlineNanos - parker.nanoTime() > 0) {
                    parker.parkUntil(reason, deadlineNanos);
                } else if (STATE.compareAndSet(this, WAITING, WITHDRAWN)) {
                    return false;
                }
            }
        } catch (Throwable stop) {
            if (STATE.compareAndSet(this, WAITING, WITHDRAWN)) {
                throw stop;
            }
            if (stop instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
        return true;
    }

    /**
     * Waits until the claim has come to something, which no stop can hasten.
     *
     * @return an {@link Attempt}; a failure; or null when the claim was given back
     */
    Object awaitOutcome(WaitReason reason) {
        boolean interrupted = false;
        while (result == null) {
            // A thread whose flag is set would not park.
            interrupted |= Thread.interrupted();
            try {
                parker.park(reason);
            } catch (Throwable refused) {
                if (winner instanceof SendClause<?> sends && sends.recall()) {
                    throw refused;
                }
                // Who has claimed tells its outcome next: a moment, for one that cannot wait.
                Thread.yield();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return result == RETRY ? null : result;
    }

    // For channels.

    @Override
    public boolean isWaiting() {
        return state == WAITING;
    }

    @Override
    public Parker parker() {
        return parker;
    }

    @Override
    public Claim claim(Clause clause) {
        while (true) {
            switch (state) {
                case ENROLLING -> {
                    if (STATE.compareAndSet(this, ENROLLING, DROPPED)) {
                        return Claim.LATER;
                    }
                }
                case DROPPED -> {
                    return Claim.LATER;
                }
                case WAITING -> {
                    if (STATE.compareAndSet(this, WAITING, CLAIMED)) {
                        winner = clause;
                        return Claim.YOURS;
                    }
                }
                default -> {
                    return Claim.TOO_LATE;
                }
            }
        }
    }

    @Override
    public void complete(Attempt attempt) {
        end(attempt);
    }

    @Override
    public void fail(Throwable failure) {
        end(Objects.requireNonNull(failure, "failure"));
    }

    @Override
    public void retry() {
        end(RETRY);
    }

    private void end(Object came) {
        Parker waiting = parker;
        // With release: the wake-up orders it before the look of the one that is woken.
        RESULT.setRelease(this, came);
        waiting.unpark();
    }
}
