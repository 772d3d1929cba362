// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.channels.OverflowPolicy;

/**
 * The executable specification of a channel: what each step does where one follows another. Naive
 * on purpose: lists, no locks, no waiting; what must be fast or concurrent is elsewhere, and held
 * to this.
 *
 * <p>A step leaves those whose wait it has ended in {@link #woken}, for {@link
 * ModelOperation#goOn}.
 */
final class ChannelModel {

    final ChannelSettings settings;

    /** Elements that were sent and can be received, the oldest first. */
    final List<Integer> kept = new ArrayList<>();

    /** Those that wait, in their order. */
    final List<ModelWait> senders = new ArrayList<>();

    final List<ModelWait> receivers = new ArrayList<>();

    /** What was handed to {@code onUndelivered}, in its order. */
    final List<Integer> discarded = new ArrayList<>();

    /** Shared by the channels of one history. */
    private final Queue<ModelWait> woken;

    boolean closed;
    Throwable cause;
    private boolean cancelled;

    /** Elements reserved out of the channel, which keep their place, and from senders. */
    private int reservedKept;

    private int reservedHeld;

    final ModelCounts counts;

    ChannelModel(ChannelSettings settings, Queue<ModelWait> woken) {
        this.settings = settings;
        this.woken = woken;
        this.counts = new ModelCounts(settings.sizer());
    }

    private boolean is(ChannelKind kind) {
        return settings.kind() == kind;
    }

    private boolean hasRoom() {
        // What is reserved keeps its place, except that the newest element of a conflated
        // channel never waits.
        int places = is(ChannelKind.CONFLATED) ? 0 : reservedKept;
        return kept.size() + places < settings.capacity();
    }

    boolean isDrained() {
        return closed && (cancelled || kept.isEmpty() && reservedKept == 0);
    }

    // Those that wait.

    /** The first that can be served; those whose select is being served elsewhere are dropped. */
    private ModelWait first(List<ModelWait> waiting) {
        while (!waiting.isEmpty() && waiting.get(0).operation.claimed) {
            waiting.remove(0);
        }
        return waiting.isEmpty() ? null : waiting.get(0);
    }

    private ModelWait takeFirst(List<ModelWait> waiting) {
        ModelWait first = first(waiting);
        if (first != null) {
            waiting.remove(0);
            first.operation.claimed = first.operation.isSelect();
        }
        return first;
    }

    private void end(ModelWait wait, ModelWait.Outcome outcome) {
        wait.outcome = outcome;
        woken.add(wait);
    }

    private void endClosed(ModelWait wait) {
        if (is(ChannelKind.RENDEZVOUS)) {
            counts.rvCancels++;
        }
        end(wait, ModelWait.Outcome.CLOSED);
    }

    // Sending.

    /** Sends without waiting. */
    Attempt offer(int element) {
        if (closed) {
            return Attempt.CLOSED;
        }
        ModelWait receiver = first(receivers);
        if (receiver == null && hasRoom()) {
            counts.sent(element);
            kept.add(element);
            return Attempt.DONE;
        }
        if (receiver != null && (!receiver.reserving || hasRoom())) {
            counts.sent(element);
            give(takeFirst(receivers), element);
            return Attempt.DONE;
        }
        if (receiver != null && receiver.operation.isSelect()) {
            // It would have to be waited for. Its select begins again.
            end(takeFirst(receivers), ModelWait.Outcome.RETRY);
        }
        return overflow(element);
    }

    private Attempt overflow(int element) {
        boolean dropsOldest =
                is(ChannelKind.CONFLATED) || settings.overflow() == OverflowPolicy.DROP_OLDEST;
        if (dropsOldest && !kept.isEmpty()) {
            counts.sent(element);
            drop(kept.remove(0));
            kept.add(element);
            return Attempt.DONE;
        }
        if (settings.overflow() == OverflowPolicy.WAIT) {
            return Attempt.NOT_NOW;
        }
        counts.sent(element);
        drop(element);
        return Attempt.DONE;
    }

    private void drop(int element) {
        counts.dropped++;
        discarded.add(element);
    }

    private void discard(int element) {
        counts.undelivered++;
        discarded.add(element);
    }

    /** Gives an element that was counted as sent to a receiver. */
    private void give(ModelWait receiver, int element) {
        if (receiver.reserving) {
            reservedKept++;
            receiver.reservation = new ModelReservation(this, element, null);
        } else {
            counts.received(element);
            receiver.element = element;
        }
        end(receiver, ModelWait.Outcome.DONE);
    }

    /**
     * Waits to send, after an {@link #offer} that had no room.
     *
     * @return NOT_NOW; HELD when a receiver has reserved the element; DONE
     */
    Attempt enqueue(ModelWait sender) {
        ModelWait receiver = takeFirst(receivers);
        if (receiver == null) {
            senders.add(sender);
            return Attempt.NOT_NOW;
        }
        if (receiver.reserving) {
            hold(sender, receiver);
            return Attempt.HELD;
        }
        counts.sent(sender.element);
        give(receiver, sender.element);
        return Attempt.DONE;
    }

    private void hold(ModelWait sender, ModelWait receiver) {
        receiver.reservation = hold(sender);
        end(receiver, ModelWait.Outcome.DONE);
    }

    private ModelReservation hold(ModelWait sender) {
        reservedHeld++;
        sender.held = true;
        sender.operation.claimed = sender.operation.isSelect();
        return new ModelReservation(this, sender.element, sender);
    }

    // Receiving.

    /** Receives without waiting; null when there is nothing. */
    Integer poll() {
        if (!kept.isEmpty()) {
            int element = kept.remove(0);
            counts.received(element);
            fill();
            return element;
        }
        ModelWait sender = takeFirst(senders);
        if (sender == null) {
            return null;
        }
        counts.sent(sender.element);
        counts.received(sender.element);
        end(sender, ModelWait.Outcome.DONE);
        return sender.element;
    }

    /** Lets those that wait fill the room. */
    private void fill() {
        while (hasRoom() && first(senders) != null) {
            ModelWait sender = takeFirst(senders);
            counts.sent(sender.element);
            kept.add(sender.element);
            end(sender, ModelWait.Outcome.DONE);
        }
    }

    /** Reserves without waiting; null when there is nothing. */
    ModelReservation reserve() {
        if (!kept.isEmpty()) {
            reservedKept++;
            return new ModelReservation(this, kept.remove(0), null);
        }
        ModelWait sender = takeFirst(senders);
        return sender == null ? null : hold(sender);
    }

    void commit(ModelReservation reservation) {
        ModelWait sender = reservation.sender;
        if (sender == null) {
            reservedKept--;
            counts.received(reservation.element);
            fill();
            endIfDrained();
            return;
        }
        reservedHeld--;
        sender.held = false;
        counts.sent(reservation.element);
        counts.received(reservation.element);
        end(sender, ModelWait.Outcome.DONE);
    }

    void abort(ModelReservation reservation) {
        ModelWait sender = reservation.sender;
        if (sender == null) {
            reservedKept--;
            putBack(reservation.element);
            endIfDrained();
            return;
        }
        reservedHeld--;
        sender.held = false;
        if (closed) {
            counts.sendEpipe += sender.operation.isSelect() ? 0 : 1;
            endClosed(sender);
        } else if (sender.operation.isSelect()) {
            end(sender, ModelWait.Outcome.RETRY);
        } else {
            sendAgain(sender);
        }
    }

    private void putBack(int element) {
        if (cancelled || is(ChannelKind.CONFLATED) && !kept.isEmpty()) {
            discard(element);
            return;
        }
        ModelWait receiver = takeFirst(receivers);
        if (receiver == null) {
            kept.add(0, element);
        } else {
            give(receiver, element);
            fill();
        }
    }

    private void sendAgain(ModelWait sender) {
        ModelWait receiver = takeFirst(receivers);
        if (receiver == null && hasRoom()) {
            counts.sent(sender.element);
            kept.add(0, sender.element);
            end(sender, ModelWait.Outcome.DONE);
        } else if (receiver == null) {
            senders.add(0, sender);
            end(sender, ModelWait.Outcome.NONE);
        } else if (receiver.reserving) {
            hold(sender, receiver);
        } else {
            counts.sent(sender.element);
            give(receiver, sender.element);
            end(sender, ModelWait.Outcome.DONE);
        }
    }

    // Leaving.

    void withdraw(ModelWait wait) {
        senders.remove(wait);
        receivers.remove(wait);
    }

    /**
     * Ends the part of a clause in a round.
     *
     * @param chosen whether it has ended the round
     */
    void withdrawClause(ModelWait wait, boolean chosen) {
        withdraw(wait);
        boolean counted = wait.outcome == ModelWait.Outcome.CLOSED;
        if (is(ChannelKind.RENDEZVOUS) && !chosen && !counted) {
            counts.rvCancels++;
        }
    }

    // Closing.

    boolean close(Throwable newCause) {
        if (closed) {
            return false;
        }
        closed = true;
        cause = newCause;
        while (first(senders) != null) {
            ModelWait sender = takeFirst(senders);
            counts.sendEpipe += sender.operation.isSelect() ? 0 : 1;
            endClosed(sender);
        }
        endIfDrained();
        return true;
    }

    void cancel(Throwable newCause) {
        close(newCause);
        cancelled = true;
        kept.forEach(this::discard);
        kept.clear();
        endIfDrained();
    }

    private void endIfDrained() {
        while (isDrained() && first(receivers) != null) {
            ModelWait receiver = takeFirst(receivers);
            counts.recvEpipe += receiver.operation.isSelect() ? 0 : 1;
            endClosed(receiver);
        }
    }

    /** The snapshot that the channel must give, without times. */
    ChannelSnapshot snapshot() {
        return new ChannelSnapshot(
                settings.name(),
                settings.kind(),
                settings.capacity(),
                kept.size() + reservedKept,
                closed,
                counts.sends,
                counts.recvs,
                counts.bytesSent,
                counts.bytesRecv,
                0,
                0,
                counts.sendEagain,
                counts.sendEtime,
                counts.sendEpipe,
                counts.recvEagain,
                counts.recvEtime,
                counts.recvEpipe,
                counts.stopped,
                counts.dropped,
                counts.undelivered,
                reservedKept + reservedHeld,
                is(ChannelKind.RENDEZVOUS) ? counts.recvs : 0,
                counts.rvCancels,
                senders.size(),
                receivers.size());
    }
}
