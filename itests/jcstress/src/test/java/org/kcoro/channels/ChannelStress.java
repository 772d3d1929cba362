// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.concurrent.CancellationException;

import org.kcoro.scheduler.CancellationToken;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/** Two threads on one channel: an element is neither lost nor doubled, and nobody is left. */
public final class ChannelStress {

    private static final int ELEMENT = 7;

    private ChannelStress() {}

    /** Two selects meet: each may be claimed by the other while it enrols. */
    @JCStressTest
    @Outcome(id = "1, 7, 0", expect = ACCEPTABLE, desc = "they have met")
    @Outcome(expect = FORBIDDEN, desc = "the element is lost or doubled, or one is left")
    @State
    public static class SelectMeetsSelect {
        private final MeetingSelects selects = new MeetingSelects();

        @Actor
        public void sender(III_Result r) {
            selects.send(r);
        }

        @Actor
        public void receiver(III_Result r) {
            selects.receive(r);
        }

        @Arbiter
        public void end(III_Result r) {
            selects.end(r);
        }
    }

    /** A commit beside the cancel of the channel. */
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "received")
    @Outcome(expect = FORBIDDEN, desc = "the element is lost, or undelivered as well")
    @State
    public static class CommitBesideClose {
        private final ReservedElement element = new ReservedElement();

        @Actor
        public void receiver() {
            element.commit();
        }

        @Actor
        public void closer() {
            element.cancel();
        }

        @Arbiter
        public void end(III_Result r) {
            element.end(r);
        }
    }

    /** An abort beside the cancel of the channel. */
    @JCStressTest
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "undelivered once")
    @Outcome(expect = FORBIDDEN, desc = "the element is lost or doubled")
    @State
    public static class AbortBesideClose {
        private final ReservedElement element = new ReservedElement();

        @Actor
        public void receiver() {
            element.abort();
        }

        @Actor
        public void closer() {
            element.cancel();
        }

        @Arbiter
        public void end(III_Result r) {
            element.end(r);
        }
    }

    /** The receiver is cancelled while its element comes. */
    @JCStressTest
    @Outcome(id = "7, 1, 0", expect = ACCEPTABLE, desc = "handed over")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "cancelled; the sender keeps it")
    @Outcome(expect = FORBIDDEN, desc = "the element is lost or doubled, or one is left")
    @State
    public static class CancelBesideHandOver {
        private final Channel<Integer> channel = Channel.rendezvous("stress");
        private final CancellationToken token = CancellationToken.create();

        @Actor
        public void receiver(III_Result r) {
            r.r1 = received(token, channel);
        }

        @Actor
        public void sender(III_Result r) {
            r.r2 = channel.trySend(ELEMENT) ? 1 : 0;
            token.cancel("stress");
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = MeetingSelects.waiting(channel);
        }
    }

    /** The cancel comes first, on a channel that keeps the element. */
    @JCStressTest
    @Outcome(id = "7, 0", expect = ACCEPTABLE, desc = "received")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "cancelled; it is in the channel")
    @Outcome(expect = FORBIDDEN, desc = "the element is lost or doubled")
    @State
    public static class CancelBeforeHandOver {
        private final Channel<Integer> channel = Channel.buffered("stress", 1);
        private final CancellationToken token = CancellationToken.create();

        @Actor
        public void receiver(II_Result r) {
            r.r1 = received(token, channel);
        }

        @Actor
        public void sender() {
            token.cancel("stress");
            channel.trySend(ELEMENT);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = channel.snapshot().depth();
        }
    }

    private static int received(CancellationToken token, Channel<Integer> channel) {
        try {
            return token.call(channel::receive);
        } catch (CancellationException e) {
            return 0;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
