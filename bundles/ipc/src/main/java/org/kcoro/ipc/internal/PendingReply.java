// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.util.function.Consumer;

import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/**
 * Waits for the reply to one request. One that comes when nobody waits any more, after a stop or a
 * deadline, goes to whom it may concern.
 */
final class PendingReply implements ReplyHandler, LateElements.Receiver {

    private final Parker parker = Parker.current();
    private final Consumer<Reply> late;

    // Guarded by this.
    private int requestId = Request.NO_ID;
    private Reply reply;
    private IOException failure;
    private boolean abandoned;
    private boolean cancelled;

    /** Whether it has answered, however late; and whether the reply is another one's. */
    private boolean answered;

    private boolean handedOver;

    /**
     * For the caller to wait with.
     *
     * @param late given a reply that nobody waits for; must not wait
     */
    PendingReply(Consumer<Reply> late) {
        this.late = late;
    }

    @Override
    public synchronized void numbered(int id) {
        requestId = id;
    }

    @Override
    public void replied(Reply came) {
        synchronized (this) {
            answered = true;
            if (!abandoned && !handedOver) {
                reply = came;
                parker.unpark();
                return;
            }
        }
        late.accept(came);
    }

    @Override
    public synchronized boolean handOver(Reply other) {
        if (reply != null || failure != null || abandoned) {
            return false;
        }
        reply = other;
        handedOver = true;
        parker.unpark();
        return true;
    }

    @Override
    public synchronized void failed(IOException cause) {
        answered = true;
        if (reply == null) {
            failure = cause;
            parker.unpark();
        }
    }

    /** Whether its request was sent and is not answered. */
    synchronized boolean isUnanswered() {
        return requestId != Request.NO_ID && !answered;
    }

    /** The id of its request where that is unanswered, and this is asked first; else 0. */
    synchronized int idToCancel() {
        if (!isUnanswered() || cancelled) {
            return Request.NO_ID;
        }
        cancelled = true;
        return requestId;
    }

    /** Waits for the reply, for ever; a stop abandons it. */
    Reply await(WaitReason reason) throws IOException, InterruptedException {
        return await(reason, WaitBound.none());
    }

    /**
     * Waits for the reply within a bound, the end of which abandons it.
     *
     * @return null when it has not come by then
     */
    Reply await(WaitReason reason, WaitBound bound) throws IOException, InterruptedException {
        try {
            if (!awaitOver(reason, bound) && abandon()) {
                return null;
            }
        } catch (Throwable stop) {
            if (abandon()) {
                throw stop;
            }
            // The reply was first; the stop shows at the next wait.
            restore(stop);
        }
        return outcome();
    }

    /**
     * Waits for the reply within a bound, the end of which leaves it as it is.
     *
     * @return whether it has come
     */
    boolean awaitOver(WaitReason reason, WaitBound bound) throws InterruptedException {
        while (!isOver()) {
            if (!bound.park(reason)) {
                return isOver();
            }
        }
        return true;
    }

    /** Lets a stop show at the next wait, though it has ended this one. */
    static void restore(Throwable stop) {
        if (stop instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized boolean isOver() {
        return reply != null || failure != null;
    }

    synchronized boolean hasFailed() {
        return failure != null;
    }

    /** Waits no more: a reply that has come, or comes yet, is late. */
    void giveUp() {
        Reply came;
        synchronized (this) {
            came = abandoned ? null : reply;
            abandoned = true;
        }
        if (came != null) {
            late.accept(came);
        }
    }

    /** Waits no more, unless it is over; false then. */
    synchronized boolean abandon() {
        abandoned = reply == null && failure == null;
        return abandoned;
    }

    /** The reply, once it is over. */
    synchronized Reply outcome() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        return reply;
    }
}
