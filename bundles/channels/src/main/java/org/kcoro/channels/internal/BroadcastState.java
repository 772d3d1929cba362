// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.BroadcastSnapshot;
import org.kcoro.port.SpinLock;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/**
 * Who subscribes to a broadcast, and whose turn it is to send. Its lock is taken before those of
 * the subscriptions: an element and a subscription come one after the other for all.
 */
public final class BroadcastState<E> {

    /** A sender that waits for its turn, or has it and waits for room. */
    private static final class Turn {
        final Parker parker;

        /** Whether it stands among {@link #turns}; of the sender. */
        boolean waits;

        Turn(Parker parker) {
            this.parker = parker;
        }
    }

    private final String name;
    private final WaitReason reason;
    private final SpinLock lock = new SpinLock();

    // Guarded by the lock.

    /** In the order of their locks; replaced, not changed. */
    private List<Subscription<E>> members = List.of();

    /** Senders in the order in which they came; the first one has the turn. */
    private final Deque<Turn> turns = new ArrayDeque<>();

    private boolean closed;
    private Throwable closeCause;
    private long sends;
    private long unheard;
    private long dropped;

    public BroadcastState(String name) {
        this.name = name;
        this.reason = new WaitReason("send", "broadcast " + name);
    }

    String name() {
        return name;
    }

    // Subscriptions.

    /** Adds one that was made for this broadcast; after the close it is closed at once. */
    public void add(Subscription<E> member) {
        lock.lock();
        boolean late;
        try {
            late = closed;
            if (!late) {
                List<Subscription<E>> more = new ArrayList<>(members.size() + 1);
                more.addAll(members);
                int at = more.size();
                while (at > 0 && more.get(at - 1).order > member.order) {
                    at--;
                }
                more.add(at, member);
                members = more;
            }
        } finally {
            lock.unlock();
        }
        if (late) {
            member.close(closeCause);
        }
    }

    /** Removes one that is closed; without effect when it was removed. */
    void remove(Subscription<E> member) {
        lock.lock();
        try {
            int at = members.indexOf(member);
            if (at >= 0) {
                List<Subscription<E>> fewer = new ArrayList<>(members);
                fewer.remove(at);
                members = fewer;
            }
        } finally {
            lock.unlock();
        }
    }

    // Sending.

    /** Sends without waiting. */
    public Attempt trySend(E element) {
        return attempt(new GroupSend<>(element, true), null);
    }

    /**
     * Sends; NOT_NOW when its time has run out.
     *
     * @param timeout null to wait for ever
     */
    public Attempt send(E element, Duration timeout) throws InterruptedException {
        GroupSend<E> send = new GroupSend<>(element, true);
        Parker parker = Parker.current();
        Turn turn = new Turn(parker);
        try {
            return send.await(parker, reason, timeout, () -> attempt(send, turn));
        } finally {
            leave(turn);
        }
    }

    /**
     * Sends if it is the sender's turn and all subscriptions take the element.
     *
     * @param turn with which it waits otherwise, or null
     */
    private Attempt attempt(GroupSend<E> send, Turn turn) {
        Attempt attempt;
        lock.lock();
        try {
            if (closed) {
                return Attempt.CLOSED;
            }
            Turn first = turns.peekFirst();
            attempt =
                    first != null && first != turn
                            ? Attempt.NOT_NOW
                            : send.attempt(members, null, turn == null ? null : turn.parker);
            if (attempt == Attempt.DONE) {
                sends++;
                unheard += send.taken() == 0 ? 1 : 0;
                dropped += send.dropped();
            } else if (turn != null && !turn.waits) {
                turns.addLast(turn);
                turn.waits = true;
            }
        } finally {
            lock.unlock();
        }
        if (attempt == Attempt.DONE && turn != null) {
            // Before user code hears of undelivered elements, and may send here.
            leave(turn);
        }
        send.finish();
        return attempt;
    }

    /** Gives the turn to the next one; without effect when it has left. */
    private void leave(Turn turn) {
        if (!turn.waits) {
            return;
        }
        turn.waits = false;
        Turn next = null;
        lock.lock();
        try {
            if (turns.peekFirst() == turn) {
                turns.removeFirst();
                next = turns.peekFirst();
            } else {
                turns.remove(turn);
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.parker.unpark();
        }
    }

    // Closing.

    /** Closes it, and all subscriptions; false when it was closed. */
    public boolean close(Throwable cause) {
        List<Subscription<E>> left;
        List<Turn> waiting;
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            closeCause = cause;
            left = members;
            members = List.of();
            waiting = new ArrayList<>(turns);
        } finally {
            lock.unlock();
        }
        for (Turn turn : waiting) {
            turn.parker.unpark();
        }
        for (Subscription<E> member : left) {
            member.close(cause);
        }
        return true;
    }

    /** What it was closed with, or null. */
    public Throwable closeCause() {
        lock.lock();
        try {
            return closeCause;
        } finally {
            lock.unlock();
        }
    }

    public boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    public BroadcastSnapshot snapshot() {
        lock.lock();
        try {
            return new BroadcastSnapshot(
                    name, closed, members.size(), sends, unheard, dropped, turns.size());
        } finally {
            lock.unlock();
        }
    }
}
