// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import org.openjdk.jcstress.infra.results.III_Result;

/** Two selects, over two channels in different orders, that can meet on one of them. */
public final class MeetingSelects {

    private static final int ELEMENT = 7;

    private final Channel<Integer> channel = Channel.rendezvous("stress");
    private final Channel<Integer> other = Channel.rendezvous("other");
    private final boolean forgetful;

    /** Those without a fault. */
    public MeetingSelects() {
        this(false);
    }

    /**
     * @param forgetful whether what the receiver is given while it waits is lost
     */
    public MeetingSelects(boolean forgetful) {
        this.forgetful = forgetful;
    }

    public void send(III_Result r) {
        Select select = Select.biased();
        select.receive(other);
        SendClause<Integer> send = select.send(channel).element(ELEMENT);
        r.r1 = chosen(select) == send ? 1 : 0;
    }

    public void receive(III_Result r) {
        Select select = Select.biased();
        ReceiveClause<Integer> receive =
                select.receive(forgetful ? ForgetfulClause.channel(channel) : channel);
        select.receive(other);
        chosen(select);
        r.r2 = receive.element();
    }

    /** How many are left. */
    public void end(III_Result r) {
        r.r3 = waiting(channel) + waiting(other);
    }

    private static Clause chosen(Select select) {
        try {
            return select.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static int waiting(Channel<?> channel) {
        ChannelSnapshot snapshot = channel.snapshot();
        return snapshot.waitingSenders() + snapshot.waitingReceivers() + snapshot.reserved();
    }
}
