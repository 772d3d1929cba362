// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.Selection;
import org.kcoro.protocol.WireResult;

/** The receive with which a clause has enrolled in one round: its reply claims the round. */
final class EnrolledReceive implements ReplyHandler, LateElements.Receiver {

    private final RemoteReceiveClause<?> clause;
    private final ChannelRequests requests;
    private final Selection selection;

    // Guarded by this.
    private int requestId = Request.NO_ID;
    private boolean answered;

    /** Whether it has claimed the round, has failed to, or has left it. */
    private boolean over;

    EnrolledReceive(RemoteReceiveClause<?> clause, ChannelRequests requests, Selection selection) {
        this.clause = clause;
        this.requests = requests;
        this.selection = selection;
    }

    @Override
    public synchronized void numbered(int id) {
        requestId = id;
    }

    @Override
    public void replied(Reply reply) {
        synchronized (this) {
            answered = true;
        }
        if (!claim(reply)) {
            requests.receives.lateElements().add(requests.id, reply);
        } else {
            complete(reply);
        }
    }

    @Override
    public boolean handOver(Reply late) {
        boolean claimed = claim(late);
        if (claimed) {
            complete(late);
        }
        return claimed;
    }

    @Override
    public void failed(IOException cause) {
        synchronized (this) {
            answered = true;
        }
        if (claim(null)) {
            selection.fail(RemoteElements.unchecked(cause));
        }
    }

    /**
     * Claims the round.
     *
     * @param reply what the clause receives by it, or null
     */
    private synchronized boolean claim(Reply reply) {
        if (over) {
            return false;
        }
        // One that comes too early is dropped with the clause: the select tries again, and finds
        // the element among the late ones.
        over = true;
        if (selection.claim(clause) != Selection.Claim.YOURS) {
            return false;
        }
        if (reply != null) {
            clause.received(reply);
        }
        return true;
    }

    private void complete(Reply reply) {
        if (reply.result() == WireResult.OK && reply.element() != null) {
            selection.complete(Attempt.DONE);
        } else if (reply.result() == WireResult.EPIPE) {
            selection.complete(Attempt.CLOSED);
        } else {
            selection.fail(
                    new IOException(
                            requests.receives.receiveOperation()
                                    + " was refused: "
                                    + WireResult.describe(reply.result())));
        }
    }

    /** Leaves the round; answers the id of its request where that is unanswered, else 0. */
    synchronized int leave() {
        over = true;
        return answered ? Request.NO_ID : requestId;
    }
}
