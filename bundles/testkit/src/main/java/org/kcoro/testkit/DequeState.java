// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.port.Port;
import org.kcoro.scheduler.Parker;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.DescriptorSpec;

/**
 * What a {@link DequeChannel} has under its monitor: descriptors of its own, one for each payload
 * that it keeps, those that wait, and counters.
 */
final class DequeState {

    private static final Port PORT = Port.system();

    /** One that waits. */
    static final class Waiting {
        final Parker parker = Parker.current();

        /** What a sender gives, or a receiver was given. */
        Descriptor box;

        /** Null while it waits. */
        volatile Attempt outcome;

        Waiting(Descriptor box) {
            this.box = box;
        }
    }

    private final DescriptorSpec spec;
    private final Deque<Descriptor> kept = new ArrayDeque<>();
    final Deque<Waiting> senders = new ArrayDeque<>();
    final Deque<Waiting> receivers = new ArrayDeque<>();

    /** To be woken, and to be returned, by whoever leaves the monitor. */
    private List<Waiting> woken = new ArrayList<>();

    private List<Descriptor> undelivered = new ArrayList<>();
    private List<Runnable> whenDrained = new ArrayList<>();

    boolean closed;
    Throwable cause;
    private long sends;
    private long recvs;
    private long bytesSent;
    private long bytesRecv;
    private long firstOpNanos;
    private long lastOpNanos;
    private long dropped;
    private long discarded;
    long sendEagain;
    long sendEtime;
    long sendEpipe;
    long recvEagain;
    long recvEtime;
    long recvEpipe;
    long cancelled;

    DequeState(DescriptorSpec spec) {
        this.spec = spec;
    }

    // Steps.

    /** Sends without waiting. */
    Attempt send(Descriptor box) {
        if (closed) {
            return Attempt.CLOSED;
        }
        if (!receivers.isEmpty()) {
            sent(box);
            Waiting receiver = receivers.removeFirst();
            receiver.box = box;
            received(box);
            end(receiver, Attempt.DONE);
            return Attempt.DONE;
        }
        if (kept.size() < spec.capacity() && senders.isEmpty()) {
            sent(box);
            kept.addLast(box);
            return Attempt.DONE;
        }
        if (spec.kind() != ChannelKind.CONFLATED && spec.overflow() == OverflowPolicy.WAIT) {
            return Attempt.NOT_NOW;
        }
        sent(box);
        dropped++;
        if (spec.overflow() == OverflowPolicy.DROP_LATEST) {
            undelivered.add(box);
        } else {
            undelivered.add(kept.removeFirst());
            kept.addLast(box);
        }
        return Attempt.DONE;
    }

    /** Receives without waiting; null when there is nothing. */
    Descriptor receive() {
        Descriptor box = kept.pollFirst();
        if (box == null) {
            return null;
        }
        received(box);
        Waiting sender = senders.pollFirst();
        if (sender != null) {
            sent(sender.box);
            kept.addLast(sender.box);
            end(sender, Attempt.DONE);
        }
        return box;
    }

    boolean close(Throwable because) {
        if (closed) {
            return false;
        }
        closed = true;
        cause = because;
        while (!senders.isEmpty()) {
            sendEpipe++;
            end(senders.removeFirst(), Attempt.CLOSED);
        }
        while (!receivers.isEmpty()) {
            recvEpipe++;
            end(receivers.removeFirst(), Attempt.CLOSED);
        }
        return true;
    }

    void discard() {
        discarded += kept.size();
        undelivered.addAll(kept);
        kept.clear();
    }

    private void moved() {
        lastOpNanos = PORT.coarseNanoTime();
        if (sends + recvs == 1) {
            firstOpNanos = lastOpNanos;
        }
    }

    private void sent(Descriptor box) {
        sends++;
        bytesSent += box.length();
        moved();
    }

    private void received(Descriptor box) {
        recvs++;
        bytesRecv += box.length();
        moved();
    }

    private void end(Waiting one, Attempt outcome) {
        one.outcome = outcome;
        woken.add(one);
    }

    // What is left to do outside.

    boolean isDrained() {
        return closed && kept.isEmpty();
    }

    List<Waiting> takeWoken() {
        List<Waiting> taken = woken;
        woken = new ArrayList<>();
        return taken;
    }

    List<Descriptor> takeUndelivered() {
        List<Descriptor> taken = undelivered;
        undelivered = new ArrayList<>();
        return taken;
    }

    /** Adds an action for the moment when it is drained; it may have come. */
    void addWhenDrained(Runnable action) {
        whenDrained.add(action);
    }

    List<Runnable> takeWhenDrained() {
        if (!isDrained()) {
            return List.of();
        }
        List<Runnable> taken = whenDrained;
        whenDrained = new ArrayList<>();
        return taken;
    }

    ChannelSnapshot snapshot() {
        return new ChannelSnapshot(
                spec.name(),
                spec.kind(),
                spec.capacity(),
                kept.size(),
                closed,
                sends,
                recvs,
                bytesSent,
                bytesRecv,
                firstOpNanos,
                lastOpNanos,
                sendEagain,
                sendEtime,
                sendEpipe,
                recvEagain,
                recvEtime,
                recvEpipe,
                cancelled,
                dropped,
                discarded,
                0,
                0,
                0,
                senders.size(),
                receivers.size());
    }
}
