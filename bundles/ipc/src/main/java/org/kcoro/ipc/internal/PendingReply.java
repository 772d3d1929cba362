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
final class PendingReply implements ReplyHandler {

    private final Parker parker = Parker.current();
    private final Consumer<Reply> late;

    // Guarded by this.
    private Reply reply;
    private IOException failure;
    private boolean abandoned;

    /** Whether the reply is another one's, so that its own is late. */
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
    public void replied(Reply reply) {
        synchronized (this) {
            if (!abandoned && !handedOver) {
                this.reply = reply;
                parker.unpark();
                return;
            }
        }
        late.accept(reply);
    }

    /**
     * Answers it by a reply that has come late to another one.
     *
     * @return false when it was answered or given up before
     */
    synchronized boolean handOver(Reply other) {
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
        failure = cause;
        parker.unpark();
    }

    /** Waits for the reply, for ever. */
    Reply await(WaitReason reason) throws IOException, InterruptedException {
        return await(reason, false, 0);
    }

    /**
     * Waits for the reply until a deadline.
     *
     * @return null when it has not come by then
     */
    Reply awaitUntil(WaitReason reason, long deadlineNanos)
            throws IOException, InterruptedException {
        return await(reason, true, deadlineNanos);
    }

    private Reply await(WaitReason reason, boolean timed, long deadlineNanos)
            throws IOException, InterruptedException {
        try {
            while (!isOver()) {
                parker.checkStop();
                if (!timed) {
                    parker.park(reason);
                } else if (deadlineNanos - parker.nanoTime() > 0) {
                    parker.parkUntil(reason, deadlineNanos);
                } else if (abandon()) {
                    return null;
                }
            }
        } catch (Throwable stop) {
            if (abandon()) {
                throw stop;
            }
            // The reply was first; the stop shows at the next wait.
            if (stop instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
        return outcome();
    }

    synchronized boolean isOver() {
        return reply != null || failure != null;
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

    /** False when the reply has come. */
    private synchronized boolean abandon() {
        abandoned = reply == null && failure == null;
        return abandoned;
    }

    private synchronized Reply outcome() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        return reply;
    }
}
