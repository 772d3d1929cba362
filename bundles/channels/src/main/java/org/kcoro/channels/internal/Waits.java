// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.util.concurrent.CancellationException;

import org.kcoro.channels.Attempt;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/** How the plain operations of one channel wait. */
final class Waits<E> {

    /** A deadline that never comes. */
    static final long NEVER = Long.MAX_VALUE;

    /** The deadline of one who does not wait. */
    static final long AT_ONCE = Long.MIN_VALUE;

    private final ChannelState<E> state;
    private final WaitReason sendReason;
    private final WaitReason receiveReason;

    /** Those that send, and those that receive, as far as they were seen. */
    private final Peers senders = new Peers();

    private final Peers receivers = new Peers();

    Waits(ChannelBase<E> channel) {
        this.state = channel.state();
        this.sendReason = reason("send", channel, receivers);
        this.receiveReason = reason("receive", channel, senders);
    }

    private static WaitReason reason(String kind, ChannelBase<?> channel, Peers possible) {
        return new WaitReason(kind, "channel " + channel.name(), false, possible::list);
    }

    Peers senders() {
        return senders;
    }

    Peers receivers() {
        return receivers;
    }

    /** Notes the caller, which has ended a wait. */
    void noteCounterpart(Waiter<E> ended) {
        if (ended.outcome() == Waiter.Outcome.TRANSFERRED) {
            (ended.sends ? receivers : senders).note(Parker.current());
        }
    }

    /** Waits until a sender that has enqueued has ended; NOT_NOW when its time has run out. */
    Attempt awaitSend(Waiter<E> sender, long deadlineNanos) throws InterruptedException {
        senders.note(sender.parker);
        return await(sender, state.senders, sendReason, deadlineNanos);
    }

    /** Waits as {@link #awaitSend} does, for a receiver. */
    Attempt awaitReceive(Waiter<E> receiver, long deadlineNanos) throws InterruptedException {
        receivers.note(receiver.parker);
        return await(receiver, state.receivers, receiveReason, deadlineNanos);
    }

    /**
     * Waits until a counterpart or the close ends the wait. A deadline, a stop request or a refused
     * suspension withdraws the waiter; where a counterpart was first, the operation succeeds
     * instead, and where that one has reserved, its outcome decides.
     */
    private Attempt await(
            Waiter<E> waiter, WaiterQueue<E> queue, WaitReason reason, long deadlineNanos)
            throws InterruptedException {
        Parker parker = waiter.parker;
        Throwable stop = null;
        while (true) {
            switch (waiter.outcome()) {
                case TRANSFERRED -> {
                    restoreInterrupt(stop);
                    return Attempt.DONE;
                }
                case CLOSED -> {
                    restoreInterrupt(stop);
                    return Attempt.CLOSED;
                }
                case WAITING -> {
                    try {
                        if (stop != null) {
                            throw stop;
                        }
                        parker.checkStop();
                        if (deadlineNanos == NEVER) {
                            parker.park(reason);
                        } else if (deadlineNanos - parker.nanoTime() > 0) {
                            parker.parkUntil(reason, deadlineNanos);
                        } else if (withdrawLate(waiter, queue)) {
                            return Attempt.NOT_NOW;
                        }
                    } catch (Throwable e) {
                        stop = e;
                        if (withdrawStopped(waiter, queue, e)) {
                            throw rethrow(e);
                        }
                    }
                }
                default -> stop = awaitOutcome(waiter, reason, stop);
            }
        }
    }

    /** Waits while the element of a sender is reserved; answers the stop that has come, or null. */
    private Throwable awaitOutcome(Waiter<E> sender, WaitReason reason, Throwable stop)
            throws InterruptedException {
        Throwable came = stop;
        try {
            // Also clears the flag of an interrupted thread, which would not park.
            sender.parker.checkStop();
        } catch (Throwable e) {
            came = e;
        }
        try {
            sender.parker.park(reason);
        } catch (Throwable refused) {
            boolean recalled;
            state.lock.lock();
            try {
                recalled = state.reservations.recall(sender);
            } finally {
                state.lock.unlock();
            }
            if (recalled) {
                throw rethrow(refused);
            }
        }
        return came;
    }

    private boolean withdrawLate(Waiter<E> waiter, WaiterQueue<E> queue) {
        state.lock.lock();
        try {
            boolean withdrawn = state.withdraw(waiter, queue);
            if (withdrawn && queue == state.senders) {
                state.counters.sendEtime++;
            } else if (withdrawn) {
                state.counters.recvEtime++;
            }
            return withdrawn;
        } finally {
            state.lock.unlock();
        }
    }

    private boolean withdrawStopped(Waiter<E> waiter, WaiterQueue<E> queue, Throwable stop) {
        state.lock.lock();
        try {
            boolean withdrawn = state.withdraw(waiter, queue);
            if (withdrawn
                    && (stop instanceof InterruptedException
                            || stop instanceof CancellationException)) {
                // Not a suspension that was refused.
                state.counters.cancelled++;
            }
            return withdrawn;
        } finally {
            state.lock.unlock();
        }
    }

    private static void restoreInterrupt(Throwable stop) {
        if (stop instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
    }

    /** Throws what a park or a stop check has thrown, which is no other checked exception. */
    private static Error rethrow(Throwable stop) throws InterruptedException {
        if (stop instanceof InterruptedException e) {
            throw e;
        }
        if (stop instanceof RuntimeException e) {
            throw e;
        }
        throw (Error) stop;
    }
}
