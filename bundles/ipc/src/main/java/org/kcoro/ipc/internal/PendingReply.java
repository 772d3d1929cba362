// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;

import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/** Waits for the reply to one request. */
final class PendingReply implements ReplyHandler {

    private final Parker parker = Parker.current();
    private volatile Reply reply;
    private volatile IOException failure;

    @Override
    public void replied(Reply reply) {
        this.reply = reply;
        parker.unpark();
    }

    @Override
    public void failed(IOException cause) {
        failure = cause;
        parker.unpark();
    }

    Reply await(WaitReason reason) throws IOException, InterruptedException {
        while (reply == null && failure == null) {
            parker.checkStop();
            parker.park(reason);
        }
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        return reply;
    }
}
