// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.ArrayList;
import java.util.List;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.channels.Selection;
import org.kcoro.port.Port;

/**
 * The state of a channel, and its transitions. All methods are called under {@link #lock}; what
 * they leave in {@link #takeWoken} and {@link #takeUndelivered} is for after it: wake-ups and user
 * code run outside. The transitions and invariants are numbered in docs/design/channels.md.
 */
final class ChannelState<E> {

    final ChannelLock lock = new ChannelLock();
    final ChannelCounters counters;
    final WaiterQueue<E> senders = new WaiterQueue<>();
    final WaiterQueue<E> receivers = new WaiterQueue<>();

    private final ChannelKind kind;
    private final int capacity;
    private final OverflowPolicy overflow;
    private final ElementBuffer<E> buffer;

    /** Null when nobody wants to know. */
    private final List<E> undelivered;

    /** Elements reserved out of the buffer, which keep their room. */
    private int reservedSlots;

    /** Elements reserved from senders that wait for the outcome. */
    private int reservedSenders;

    private boolean closed;
    private boolean cancelled;
    private Throwable closeCause;

    /** To run once nothing will ever be received again; null when there are none. */
    private List<Runnable> whenDrained;

    /** Those to wake, in their order. */
    private Waiter<E> firstWoken;

    private Waiter<E> lastWoken;

    /** Null while nobody watches. Written under the lock. */
    private volatile RoomWatches watches;

    ChannelState(
            ChannelKind kind,
            int capacity,
            OverflowPolicy overflow,
            boolean keepsSizes,
            boolean keepsUndelivered,
            Port port) {
        this.kind = kind;
        this.capacity = capacity;
        this.overflow = overflow;
        this.buffer = new ElementBuffer<>(capacity, keepsSizes);
        this.undelivered = keepsUndelivered ? new ArrayList<>() : null;
        this.counters = new ChannelCounters(port);
    }

    boolean isClosed() {
        return closed;
    }

    Throwable closeCause() {
        return closeCause;
    }

    /** Whether nothing will ever be received again. */
    boolean isDrained() {
        return closed && (cancelled || buffer.count() == 0 && reservedSlots == 0);
    }

    /** Elements that were sent, and neither received nor discarded. */
    int depth() {
        return buffer.count() + reservedSlots;
    }

    /** Elements that are reserved, wherever they came from. */
    private int reserved() {
        return reservedSlots + reservedSenders;
    }

    private boolean hasRoom() {
        // On a conflated channel a newer element does not wait for a reserved one.
        return buffer.count() + (kind == ChannelKind.CONFLATED ? 0 : reservedSlots) < capacity;
    }

    // Sending.

    /**
     * Sends without waiting.
     *
     * @param self the round of the caller, or null
     */
    Attempt send(E element, long size, Selection self) {
        if (closed) {
            return Attempt.CLOSED;
        }
        boolean room = hasRoom();
        Waiter<E> receiver = receivers.isEmpty() ? null : receivers.claimFirst(self);
        if (receiver == null) {
            if (!room) {
                return overflow(element, size);
            }
            counters.sent(size);
            buffer.add(element, size);
            return Attempt.DONE;
        }
        if (receiver.reserving && !room) {
            // It would have to wait for the outcome.
            returnReceiver(receiver);
            return overflow(element, size);
        }
        counters.sent(size);
        give(receiver, element, size);
        return Attempt.DONE;
    }

    /** Whether {@link #send} succeeds without a receiver. */
    boolean takesAlone() {
        return hasRoom() || kind == ChannelKind.CONFLATED || overflow != OverflowPolicy.WAIT;
    }

    /**
     * Claims a receiver that waits, for {@link #giveTo} or {@link #giveBack}.
     *
     * @return false when it cannot be served any more, and has left the queue
     */
    boolean claim(Waiter<E> receiver) {
        receivers.remove(receiver);
        if (receiver.clause == null
                || receiver.selection.claim(receiver.clause) == Selection.Claim.YOURS) {
            return true;
        }
        receiver.setOutcome(Waiter.Outcome.WITHDRAWN);
        return false;
    }

    /** Lets the round of a claimed clause begin again. */
    void giveBack(Waiter<E> receiver) {
        end(receiver, Waiter.Outcome.WITHDRAWN);
    }

    /** Sends to a claimed receiver, which does not reserve. */
    void giveTo(Waiter<E> receiver, E element, long size) {
        counters.sent(size);
        give(receiver, element, size);
    }

    private void returnReceiver(Waiter<E> receiver) {
        if (receiver.clause == null) {
            receivers.addFirst(receiver);
        } else {
            end(receiver, Waiter.Outcome.WITHDRAWN);
        }
    }

    /** Gives an element that is counted as sent to a receiver that has left the queue. */
    private void give(Waiter<E> receiver, E element, long size) {
        receiver.element = element;
        receiver.size = size;
        if (receiver.reserving) {
            reservedSlots++;
        } else {
            counters.received(size);
        }
        end(receiver, Waiter.Outcome.TRANSFERRED);
    }

    private Attempt overflow(E element, long size) {
        if (kind == ChannelKind.CONFLATED
                || overflow == OverflowPolicy.DROP_OLDEST && buffer.count() > 0) {
            drop(buffer.take());
            counters.sent(size);
            buffer.add(element, size);
            return Attempt.DONE;
        }
        if (overflow == OverflowPolicy.WAIT) {
            return Attempt.NOT_NOW;
        }
        counters.sent(size);
        drop(element);
        return Attempt.DONE;
    }

    private void drop(E element) {
        counters.dropped++;
        if (undelivered != null) {
            undelivered.add(element);
        }
    }

    private void discard(E element) {
        counters.undelivered++;
        if (undelivered != null) {
            undelivered.add(element);
        }
    }

    /**
     * Enqueues a sender for which {@link #send} had no room. Where a receiver waits that reserves,
     * the sender waits for its outcome.
     *
     * @return NOT_NOW, HELD, or DONE
     */
    Attempt enqueueSender(Waiter<E> sender) {
        Waiter<E> receiver = receivers.claimFirst(sender.selection);
        if (receiver == null) {
            enqueue(sender, senders);
            return Attempt.NOT_NOW;
        }
        if (receiver.reserving) {
            giveOnApproval(receiver, sender);
            return Attempt.HELD;
        }
        counters.sent(sender.size);
        give(receiver, sender.element, sender.size);
        return Attempt.DONE;
    }

    private void giveOnApproval(Waiter<E> receiver, Waiter<E> sender) {
        holdSender(sender);
        receiver.element = sender.element;
        receiver.size = sender.size;
        receiver.sender = sender;
        end(receiver, Waiter.Outcome.TRANSFERRED);
    }

    private void holdSender(Waiter<E> sender) {
        reservedSenders++;
        sender.setOutcome(Waiter.Outcome.RESERVED);
    }

    // Receiving.

    /**
     * Receives without waiting.
     *
     * @param self the round of the caller, or null
     * @return null when there is nothing; {@link #isDrained} says whether there ever will be
     */
    E receive(Selection self) {
        if (buffer.count() > 0) {
            counters.received(buffer.firstSize());
            E element = buffer.take();
            if (!senders.isEmpty()) {
                admitSenders(self);
            }
            return element;
        }
        if (senders.isEmpty()) {
            return null;
        }
        Waiter<E> sender = senders.claimFirst(self);
        if (sender == null) {
            return null;
        }
        counters.sent(sender.size);
        counters.received(sender.size);
        end(sender, Waiter.Outcome.TRANSFERRED);
        return sender.element;
    }

    /** Lets those that wait fill the room that has come free. */
    private void admitSenders(Selection self) {
        while (hasRoom()) {
            Waiter<E> sender = senders.claimFirst(self);
            if (sender == null) {
                return;
            }
            counters.sent(sender.size);
            buffer.add(sender.element, sender.size);
            end(sender, Waiter.Outcome.TRANSFERRED);
        }
    }

    /**
     * Enqueues a receiver for which {@link #receive} or {@link #reserve} had nothing. The channel
     * is not drained.
     */
    void enqueueReceiver(Waiter<E> receiver) {
        enqueue(receiver, receivers);
    }

    private void enqueue(Waiter<E> waiter, WaiterQueue<E> queue) {
        if (waiter.clause != null) {
            // Of an earlier round; that of a plain operation is new.
            waiter.setOutcome(Waiter.Outcome.WAITING);
        }
        queue.add(waiter);
    }

    // Reserving.

    /**
     * Reserves without waiting.
     *
     * @param into filled with the element, its size, and its sender if that goes on waiting
     * @param self the round of the caller, or null
     * @return false when there is nothing
     */
    boolean reserve(Waiter<E> into, Selection self) {
        if (buffer.count() > 0) {
            into.size = buffer.firstSize();
            into.element = buffer.take();
            reservedSlots++;
            return true;
        }
        Waiter<E> sender = senders.claimFirst(self);
        if (sender == null) {
            return false;
        }
        holdSender(sender);
        into.element = sender.element;
        into.size = sender.size;
        into.sender = sender;
        return true;
    }

    /**
     * Ends a reservation with its receipt.
     *
     * @param sender whose element it is while it waits, or null
     * @return false when the sender could not wait and has left with its element
     */
    boolean commit(long size, Waiter<E> sender) {
        if (sender == null) {
            reservedSlots--;
            counters.received(size);
            admitSenders(null);
            endIfDrained();
            return true;
        }
        if (sender.outcome() != Waiter.Outcome.RESERVED) {
            return false;
        }
        reservedSenders--;
        counters.sent(size);
        counters.received(size);
        end(sender, Waiter.Outcome.TRANSFERRED);
        return true;
    }

    /** Ends a reservation and returns its element; the arguments are those of {@link #commit}. */
    void abort(E element, long size, Waiter<E> sender) {
        if (sender == null) {
            reservedSlots--;
            returnElement(element, size);
            endIfDrained();
        } else if (sender.outcome() == Waiter.Outcome.RESERVED) {
            reservedSenders--;
            returnToSender(sender);
        }
    }

    private void returnElement(E element, long size) {
        if (cancelled || kind == ChannelKind.CONFLATED && buffer.count() > 0) {
            discard(element);
            return;
        }
        Waiter<E> receiver = receivers.claimFirst(null);
        if (receiver == null) {
            buffer.addFirst(element, size);
        } else {
            give(receiver, element, size);
            admitSenders(null);
        }
    }

    private void returnToSender(Waiter<E> sender) {
        if (closed) {
            endClosedSender(sender);
        } else if (sender.clause != null) {
            end(sender, Waiter.Outcome.WITHDRAWN);
        } else {
            Waiter<E> receiver = receivers.claimFirst(null);
            if (receiver == null && hasRoom()) {
                // It has come free meanwhile; those that came later may stand there already.
                counters.sent(sender.size);
                buffer.addFirst(sender.element, sender.size);
                end(sender, Waiter.Outcome.TRANSFERRED);
            } else if (receiver == null) {
                sender.setOutcome(Waiter.Outcome.WAITING);
                senders.addFirst(sender);
            } else if (receiver.reserving) {
                giveOnApproval(receiver, sender);
            } else {
                counters.sent(sender.size);
                give(receiver, sender.element, sender.size);
                end(sender, Waiter.Outcome.TRANSFERRED);
            }
        }
    }

    // Leaving.

    /** Takes a plain waiter out of its queue; false when somebody else already has. */
    boolean withdraw(Waiter<E> waiter, WaiterQueue<E> queue) {
        if (waiter.outcome() != Waiter.Outcome.WAITING) {
            return false;
        }
        queue.remove(waiter);
        waiter.setOutcome(Waiter.Outcome.WITHDRAWN);
        return true;
    }

    /** Takes a sender that cannot wait for an outcome back from the one that has reserved it. */
    boolean recall(Waiter<E> sender) {
        if (sender.outcome() != Waiter.Outcome.RESERVED) {
            return false;
        }
        reservedSenders--;
        sender.setOutcome(Waiter.Outcome.WITHDRAWN);
        return true;
    }

    /** Takes the waiter of a clause that was not chosen out of its queue, if it is there. */
    void withdrawClause(Waiter<E> waiter, WaiterQueue<E> queue) {
        withdraw(waiter, queue);
        // One that a close has removed is counted there.
        if (kind == ChannelKind.RENDEZVOUS && waiter.outcome() != Waiter.Outcome.CLOSED) {
            counters.rvCancels++;
        }
    }

    // Watching.

    /** Tells one when this channel might take an element, or is closed; once. */
    void watch(RoomWatch watch) {
        RoomWatches all = watches == null ? new RoomWatches() : watches;
        all.add(watch);
        watches = all;
    }

    /** Withdraws one that watches; without effect when it was told. */
    void unwatch(RoomWatch watch) {
        RoomWatches all = watches;
        if (all != null) {
            all.remove(watch);
            watches = all.isEmpty() ? null : all;
        }
    }

    /**
     * Whether somebody watches; also without the lock. Who has watched before it looked at a round
     * that did not wait yet is seen by that round, once it does.
     */
    boolean isWatched() {
        return watches != null;
    }

    /** Those to tell after the lock, linked by {@link RoomWatch#nextFired}; or null. */
    RoomWatch takeFired() {
        RoomWatches all = watches;
        if (all == null) {
            return null;
        }
        RoomWatch fired = all.take(closed, takesAlone() || receivers.hasTaker());
        watches = all.isEmpty() ? null : all;
        return fired;
    }

    // Closing.

    /** Closes for sending; false when it was closed. */
    boolean close(Throwable cause) {
        if (closed) {
            return false;
        }
        closed = true;
        closeCause = cause;
        for (Waiter<E> sender = senders.claimFirst(null);
                sender != null;
                sender = senders.claimFirst(null)) {
            endClosedSender(sender);
        }
        endIfDrained();
        return true;
    }

    private void endClosedSender(Waiter<E> sender) {
        counters.sendEpipe += sender.clause == null ? 1 : 0;
        endClosed(sender);
    }

    /** Closes for receiving, and discards what is there. */
    void cancel(Throwable cause) {
        close(cause);
        cancelled = true;
        while (buffer.count() > 0) {
            discard(buffer.take());
        }
        endIfDrained();
    }

    private void endIfDrained() {
        if (receivers.isEmpty() || !isDrained()) {
            return;
        }
        for (Waiter<E> receiver = receivers.claimFirst(null);
                receiver != null;
                receiver = receivers.claimFirst(null)) {
            counters.recvEpipe += receiver.clause == null ? 1 : 0;
            endClosed(receiver);
        }
    }

    private void endClosed(Waiter<E> waiter) {
        if (kind == ChannelKind.RENDEZVOUS) {
            counters.rvCancels++;
        }
        end(waiter, Waiter.Outcome.CLOSED);
    }

    ChannelSnapshot snapshot(String name) {
        return new ChannelSnapshot(
                name,
                kind,
                capacity,
                depth(),
                closed,
                counters.sends,
                counters.recvs,
                counters.bytesSent,
                counters.bytesRecv,
                counters.firstOpNanos,
                counters.lastOpNanos,
                counters.sendEagain,
                counters.sendEtime,
                counters.sendEpipe,
                counters.recvEagain,
                counters.recvEtime,
                counters.recvEpipe,
                counters.cancelled,
                counters.dropped,
                counters.undelivered,
                reserved(),
                kind == ChannelKind.RENDEZVOUS ? counters.recvs : 0,
                counters.rvCancels,
                senders.size(),
                receivers.size());
    }

    // For after the lock.

    private void end(Waiter<E> waiter, Waiter.Outcome outcome) {
        waiter.setOutcome(outcome);
        addWoken(waiter);
    }

    private void addWoken(Waiter<E> waiter) {
        if (firstWoken == null) {
            firstWoken = waiter;
        } else {
            lastWoken.nextWoken = waiter;
        }
        lastWoken = waiter;
    }

    /** Those whose wait has ended, linked by {@link Waiter#nextWoken}; null when there is none. */
    Waiter<E> takeWoken() {
        Waiter<E> woken = firstWoken;
        if (woken != null) {
            firstWoken = null;
            lastWoken = null;
        }
        return woken;
    }

    /** Adds an action for the moment when it is drained; false when it is already. */
    boolean addWhenDrained(Runnable action) {
        if (isDrained()) {
            return false;
        }
        if (whenDrained == null) {
            whenDrained = new ArrayList<>();
        }
        whenDrained.add(action);
        return true;
    }

    /** The actions for the moment when it is drained, once that has come. */
    List<Runnable> takeWhenDrained() {
        if (whenDrained == null || !isDrained()) {
            return List.of();
        }
        List<Runnable> taken = whenDrained;
        whenDrained = null;
        return taken;
    }

    /** What was discarded, in its order. */
    List<E> takeUndelivered() {
        if (undelivered == null || undelivered.isEmpty()) {
            return List.of();
        }
        List<E> taken = List.copyOf(undelivered);
        undelivered.clear();
        return taken;
    }

    /**
     * For tests, which hold the lock, when nothing is left to do after it.
     *
     * @throws AssertionError when an invariant of docs/design/channels.md does not hold
     */
    void checkInvariants() {
        buffer.checkInvariants();
        senders.checkInvariants();
        receivers.checkInvariants();
        boolean ringIsEmpty = buffer.count() == 0;
        check(receivers.isEmpty() || ringIsEmpty && senders.isEmpty(), "K1: a receiver waits");
        check(senders.isEmpty() || !hasRoom(), "K2: a sender waits though there is room");
        check(!closed || senders.isEmpty(), "K3: a sender waits after the close");
        check(!isDrained() || receivers.isEmpty(), "K3: a receiver waits for ever");
        check(
                counters.sends
                        == counters.recvs + counters.dropped + counters.undelivered + depth(),
                "K4: the counters do not add up");
        check(kind == ChannelKind.CONFLATED || depth() <= capacity, "K5: more than its capacity");
        check(reservedSlots >= 0 && reservedSenders >= 0, "more were returned than reserved");
        check(firstWoken == null, "somebody was not woken");
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(
                    "%s: %s channel, depth %d, reserved %d, senders %d, receivers %d, closed %b"
                            .formatted(
                                    what,
                                    kind.label(),
                                    depth(),
                                    reserved(),
                                    senders.size(),
                                    receivers.size(),
                                    closed));
        }
    }
}
