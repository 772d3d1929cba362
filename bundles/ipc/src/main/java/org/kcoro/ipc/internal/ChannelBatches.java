// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.kcoro.protocol.WireResult;
import org.kcoro.scheduler.Parker;

/**
 * What a client asks about many elements of one channel: several requests are under way at once.
 */
final class ChannelBatches {

    /** How many. */
    static final int WINDOW = 64;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ChannelRequests requests;

    ChannelBatches(ChannelRequests requests) {
        this.requests = requests;
    }

    // Sending.

    /**
     * Sends elements in their order; waits in the peer for ever.
     *
     * @param elements at most {@link #WINDOW}
     * @param sent told of each that was sent, in the same order, also where this throws
     */
    void send(List<byte[]> elements, Runnable sent) throws IOException, InterruptedException {
        List<PendingReply> pending = new ArrayList<>(elements.size());
        int answered = 0;
        int done = 0;
        try {
            for (byte[] element : elements) {
                requests.checkLength(element.length);
                PendingReply reply = new PendingReply(late -> {});
                requests.sendAsync(element, 0, element.length, reply);
                pending.add(reply);
            }
            for (PendingReply reply : pending) {
                reply.awaitOver(requests.connection.replyReason(), WaitBound.none());
                answered++;
                requests.isSent(reply.outcome());
                sent.run();
                done++;
            }
        } catch (IOException | InterruptedException | RuntimeException stop) {
            done += settle(pending.subList(answered, pending.size()), sent);
            if (done < elements.size()) {
                throw stop;
            }
            PendingReply.restore(stop);
        }
    }

    /** Ends the waits of sends; answers how many were done all the same. */
    private int settle(List<PendingReply> pending, Runnable sent)
            throws IOException, InterruptedException {
        // The newest first: else it could go into the room of one before it that is withdrawn.
        for (int i = pending.size() - 1; i >= 0; i--) {
            requests.cancel(pending.get(i));
        }
        int done = 0;
        for (PendingReply reply : pending) {
            boolean came = requests.settle(reply, requests.connection.grace());
            if (came && !reply.hasFailed() && reply.outcome().result() == WireResult.OK) {
                sent.run();
                done++;
            }
        }
        return done;
    }

    // Receiving.

    /**
     * Takes what is there.
     *
     * @param max how many at most
     */
    List<byte[]> take(int max) throws IOException {
        List<byte[]> taken = new ArrayList<>();
        List<byte[]> round;
        int asked;
        do {
            asked = Math.min(max - taken.size(), WINDOW);
            round = requests.receives.tryReceive(asked);
            taken.addAll(round);
        } while (asked > 0 && round.size() == asked);
        return taken;
    }

    /**
     * Receives a first element, as {@link ChannelRequests#receive} does, and those that come until
     * there are enough or a time has passed. What ends it then shows at the next operation: what
     * was received is not lost by it.
     *
     * @return at least one
     */
    List<byte[]> receive(int max, Duration linger) throws IOException, InterruptedException {
        List<byte[]> batch = new ArrayList<>();
        batch.add(requests.receives.receive(ChannelRequests.FOR_EVER));
        try {
            batch.addAll(take(max - 1));
            Parker parker = Parker.current();
            long deadlineNanos = parker.deadlineAfter(linger);
            long left = linger.isZero() ? 0 : deadlineNanos - parker.nanoTime();
            while (batch.size() < max && left > 0) {
                byte[] next =
                        requests.receives.receive(
                                (int) Math.min(millisOf(left), Integer.MAX_VALUE));
                if (next == null) {
                    break;
                }
                batch.add(next);
                batch.addAll(take(max - batch.size()));
                left = deadlineNanos - parker.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            return batch;
        }
        return batch;
    }

    private static long millisOf(long nanos) {
        return (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
    }
}
