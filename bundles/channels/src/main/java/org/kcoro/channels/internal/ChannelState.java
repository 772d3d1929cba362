// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.ArrayList;
import java.util.List;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.FlyweightLayout;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.channels.Selection;
import org.kcoro.port.Port;
import org.kcoro.port.SpinLock;

/**
 * The state of a channel, and its transitions: here those of sends and receives, in {@link
 * Reservations} and {@link ChannelClosing} the others. All methods are called under {@link #lock};
 * what they leave in {@link #takeWoken} and {@link #takeUndelivered} is for after it: wake-ups and
 * user code run outside. The transitions and invariants are numbered in docs/design/channels.md.
 */
final class ChannelState<E> {

    final SpinLock lock = new SpinLock();
    final ChannelKind kind;
    final int capacity;
    final ChannelCounters counters;
    final ElementBuffer<E> buffer;
    final WaiterQueue<E> senders = new WaiterQueue<>();
    final WaiterQueue<E> receivers = new WaiterQueue<>();
    final Reservations<E> reservations = new Reservations<>(this);
    final ChannelClosing<E> closing = new ChannelClosing<>(this);
    final RoomWatches watches = new RoomWatches();

    /** Elements reserved out of the buffer; of the reservations, here for the look of each send. */
    int reservedSlots;

    private final OverflowPolicy overflow;

    /** Null when nobody wants to know. */
    private final List<E> undelivered;

    private boolean closed;

    /** Those to wake, in their order. */
    private Waiter<E> firstWoken;

    private Waiter<E> lastWoken;

    /**
     * @param layout how elements are kept by value; null to keep them by reference
     */
    ChannelState(
            ChannelKind kind,
            int capacity,
            OverflowPolicy overflow,
            boolean keepsSizes,
            boolean keepsUndelivered,
            FlyweightLayout<E> layout,
            Port port) {
        this.kind = kind;
        this.capacity = capacity;
        this.overflow = overflow;
        this.buffer = new ElementBuffer<>(capacity, keepsSizes, layout);
        this.undelivered = keepsUndelivered ? new ArrayList<>() : null;
        this.counters = new ChannelCounters(port);
    }

    boolean isClosed() {
        return closed;
    }

    /** For {@link ChannelClosing#close}: false when it was closed. */
    boolean setClosed() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    /** Whether nothing will ever be received again. */
    boolean isDrained() {
        return closed && (closing.isCancelled() || depth() == 0);
    }

    /** Elements that were sent, and neither received nor discarded. */
    int depth() {
        return buffer.count() + reservedSlots;
    }

    boolean hasRoom() {
        return room() > 0;
    }

    /** How many elements can be added to the buffer. */
    int room() {
        // On a conflated channel a newer element does not wait for a reserved one.
        return capacity - buffer.count() - (kind == ChannelKind.CONFLATED ? 0 : reservedSlots);
    }

    /**
     * What an element can be received into that its receiver has no flyweight for; null on a
     * channel that keeps references. Also without the lock.
     */
    E newFlyweight() {
        return buffer.newFlyweight();
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
    void give(Waiter<E> receiver, E element, long size) {
        receiver.element = buffer.move(element, receiver.into);
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
            counters.dropped++;
            takeForNobody();
            counters.sent(size);
            buffer.add(element, size);
            return Attempt.DONE;
        }
        if (overflow == OverflowPolicy.WAIT) {
            return Attempt.NOT_NOW;
        }
        counters.sent(size);
        counters.dropped++;
        keepUndelivered(element);
        return Attempt.DONE;
    }

    /**
     * Enqueues a sender for which {@link #send} had no room. Where a receiver waits that reserves,
     * it gets the element on approval.
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
            reservations.giveOnApproval(receiver, sender);
            return Attempt.HELD;
        }
        counters.sent(sender.size);
        give(receiver, sender.element, sender.size);
        return Attempt.DONE;
    }

    // Receiving.

    /**
     * Receives without waiting.
     *
     * @param into the flyweight to receive into, which is answered then; null on a channel that
     *     keeps references
     * @param self the round of the caller, or null
     * @return null when there is nothing; {@link #isDrained} says whether there ever will be
     */
    E receive(E into, Selection self) {
        if (buffer.count() > 0) {
            counters.received(buffer.firstSize());
            E element = buffer.take(into);
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
        // Before its end: a sender that has seen it uses its flyweight again.
        E element = buffer.move(sender.element, into);
        end(sender, Waiter.Outcome.TRANSFERRED);
        return element;
    }

    /** Lets those that wait fill the room that has come free. */
    void admitSenders(Selection self) {
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
     * Enqueues a receiver for which {@link #receive} or {@link Reservations#reserve} had nothing.
     * The channel is not drained.
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

    /** Takes the waiter of a clause that was not chosen out of its queue, if it is there. */
    void withdrawClause(Waiter<E> waiter, WaiterQueue<E> queue) {
        withdraw(waiter, queue);
        // One that a close has removed is counted there.
        if (kind == ChannelKind.RENDEZVOUS && waiter.outcome() != Waiter.Outcome.CLOSED) {
            counters.rvCancels++;
        }
    }

    // For after the lock.

    /** Ends the wait of one that has left its queue. */
    void end(Waiter<E> waiter, Waiter.Outcome outcome) {
        waiter.setOutcome(outcome);
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

    /** Whether nobody is left to wake. */
    boolean isSettled() {
        return firstWoken == null;
    }

    /** Those to tell that it might take an element, or is closed; or null. */
    RoomWatch takeFired() {
        return watches.isWatched()
                ? watches.take(closed, takesAlone() || receivers.hasTaker())
                : null;
    }

    /** Takes the oldest element out of the buffer, for nobody. */
    void takeForNobody() {
        if (undelivered == null) {
            buffer.drop();
        } else {
            undelivered.add(buffer.take(newFlyweight()));
        }
    }

    /** Keeps an element that nobody will receive; its flyweight is somebody's. */
    void keepUndelivered(E element) {
        if (undelivered != null) {
            undelivered.add(buffer.move(element, newFlyweight()));
        }
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
}
