// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

import org.kcoro.channels.Attempt;
import org.kcoro.channels.ChannelMetrics;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/**
 * Sends one element to several channels at one moment, or to none. The locks of all are taken in
 * {@link LocalChannel#order}, so that two sends never wait for each other. A channel takes the
 * element when it has room, drops something for it, or has a receiver that waits and does not
 * reserve. One that waits for that watches all the channels, and stands in the queue of none.
 *
 * <p>Used by one coroutine or thread, for one element. After each attempt comes a {@link #finish},
 * outside all locks. docs/design/broadcast.md has the whole of it.
 */
public final class GroupSend<E> {

    /** Why a wait ends without the channels having been tried again. */
    private enum End {
        NONE,
        LATE,
        STOPPED
    }

    private record Watched(ChannelState<?> state, RoomWatch watch) {}

    private record Woken<E>(
            Aftermath<E> aftermath, Waiter<E> first, ChannelMetrics event, List<E> undelivered) {}

    private final E element;

    /** Whether a closed channel is passed over; otherwise it ends the send. */
    private final boolean skipsClosed;

    private final List<Watched> watched = new ArrayList<>(0);
    private final List<Woken<E>> woken = new ArrayList<>(0);
    private LocalChannel<E> closed;
    private int taken;
    private long dropped;

    public GroupSend(E element, boolean skipsClosed) {
        this.element = element;
        this.skipsClosed = skipsClosed;
    }

    /** Which channel was found closed by the last attempt. */
    public LocalChannel<E> closed() {
        return closed;
    }

    /** How many channels have taken the element. */
    int taken() {
        return taken;
    }

    /** How many elements were dropped for it, or it itself. */
    long dropped() {
        return dropped;
    }

    /**
     * Sends to all that are open, if all of these take it now.
     *
     * @param channels in their order, none twice
     * @param sizes of the element for each channel; null when all are 0
     * @param watcher who is told when another attempt may succeed; null for one that only tries
     */
    public Attempt attempt(List<? extends LocalChannel<E>> channels, long[] sizes, Parker watcher) {
        unwatch(End.NONE);
        int locked = 0;
        try {
            // Where there is too little stack for the next one, those before are released.
            for (; locked < channels.size(); locked++) {
                channels.get(locked).state().lock.lock();
            }
            Attempt attempt = attemptLocked(channels, sizes);
            if (attempt != Attempt.NOT_NOW) {
                return attempt;
            }
            if (watcher == null) {
                countRefusals(channels);
                return attempt;
            }
            // Again: the round of a select that began to wait meanwhile may not have seen the
            // watch.
            watch(channels, watcher);
            attempt = attemptLocked(channels, sizes);
            if (attempt != Attempt.NOT_NOW) {
                watched.forEach(each -> each.state.watches.remove(each.watch));
                watched.clear();
            }
            return attempt;
        } finally {
            for (int i = locked - 1; i >= 0; i--) {
                release(channels.get(i));
            }
        }
    }

    private Attempt attemptLocked(List<? extends LocalChannel<E>> channels, long[] sizes) {
        List<LocalChannel<E>> needy = List.of();
        for (int i = 0; i < channels.size(); i++) {
            LocalChannel<E> channel = channels.get(i);
            ChannelState<E> state = channel.state();
            if (state.isClosed() && !skipsClosed) {
                state.counters.sendEpipe++;
                closed = channel;
                return Attempt.CLOSED;
            }
            if (!state.isClosed() && !state.takesAlone()) {
                needy = needy.isEmpty() ? new ArrayList<>(2) : needy;
                needy.add(channel);
            }
        }
        Map<LocalChannel<E>, Waiter<E>> receivers = claim(needy);
        if (receivers == null) {
            return Attempt.NOT_NOW;
        }
        for (int i = 0; i < channels.size(); i++) {
            LocalChannel<E> channel = channels.get(i);
            if (!channel.state().isClosed()) {
                send(channel, sizes == null ? 0 : sizes[i], receivers.get(channel));
            }
        }
        return Attempt.DONE;
    }

    private void send(LocalChannel<E> channel, long size, Waiter<E> receiver) {
        ChannelState<E> state = channel.state();
        taken++;
        if (receiver != null) {
            state.giveTo(receiver, element, size);
            return;
        }
        long before = state.counters.dropped;
        if (state.send(element, size, null) != Attempt.DONE) {
            throw new AssertionError(channel + " takes an element, and has not");
        }
        dropped += state.counters.dropped - before;
    }

    /** Claims a receiver for each channel; null when there are not enough. */
    private Map<LocalChannel<E>, Waiter<E>> claim(List<LocalChannel<E>> needy) {
        if (needy.isEmpty()) {
            return Map.of();
        }
        while (true) {
            Map<LocalChannel<E>, Waiter<E>> found = new ReceiverMatch<>(needy).find();
            if (found == null || claimAll(needy, found)) {
                return found;
            }
            // One has left its queue for something else: the next match is another one.
        }
    }

    private boolean claimAll(List<LocalChannel<E>> needy, Map<LocalChannel<E>, Waiter<E>> found) {
        for (int i = 0; i < needy.size(); i++) {
            // A plain operation is certain; it stays in its place until all the others are.
            Waiter<E> receiver = found.get(needy.get(i));
            if (receiver.clause != null && !needy.get(i).state().claim(receiver)) {
                for (int claimed = 0; claimed < i; claimed++) {
                    giveBack(needy.get(claimed), found.get(needy.get(claimed)));
                }
                return false;
            }
        }
        for (LocalChannel<E> channel : needy) {
            Waiter<E> receiver = found.get(channel);
            if (receiver.clause == null) {
                channel.state().claim(receiver);
            }
        }
        return true;
    }

    private static <E> void giveBack(LocalChannel<E> channel, Waiter<E> receiver) {
        if (receiver.clause != null) {
            channel.state().giveBack(receiver);
        }
    }

    private void watch(List<? extends LocalChannel<E>> channels, Parker watcher) {
        for (int i = 0; i < channels.size(); i++) {
            ChannelState<E> state = channels.get(i).state();
            if (!state.isClosed()) {
                RoomWatch watch = new RoomWatch(watcher, !state.takesAlone());
                state.watches.add(watch);
                watched.add(new Watched(state, watch));
            }
        }
    }

    private void countRefusals(List<? extends LocalChannel<E>> channels) {
        for (int i = 0; i < channels.size(); i++) {
            ChannelState<E> state = channels.get(i).state();
            if (!state.isClosed() && !state.takesAlone() && !state.receivers.hasTaker()) {
                state.counters.sendEagain++;
            }
        }
    }

    /**
     * Nobody is told of room here: a send makes none, and one that watches since this attempt must
     * not wake itself.
     */
    private void release(LocalChannel<E> channel) {
        ChannelState<E> state = channel.state();
        Waiter<E> first = state.takeWoken();
        Aftermath<E> aftermath = channel.aftermath();
        List<E> undelivered = aftermath.takeUndelivered();
        ChannelMetrics event = aftermath.takeMetrics();
        state.lock.unlock();
        if (first != null || event != null || !undelivered.isEmpty()) {
            woken.add(new Woken<>(aftermath, first, event, undelivered));
        }
    }

    /** Does what the last attempt has left to do outside locks. */
    public void finish() {
        if (woken.isEmpty()) {
            return;
        }
        for (Woken<E> each : woken) {
            each.aftermath.wake(each.first, true);
        }
        for (Woken<E> each : woken) {
            each.aftermath.emit(each.event);
            each.aftermath.report(each.undelivered);
        }
        woken.clear();
    }

    private void unwatch(End end) {
        if (watched.isEmpty()) {
            return;
        }
        for (Watched each : watched) {
            each.state.lock.lock();
            try {
                each.state.watches.remove(each.watch);
                if (each.watch.forRoom) {
                    each.state.counters.cancelled += end == End.STOPPED ? 1 : 0;
                    each.state.counters.sendEtime += end == End.LATE ? 1 : 0;
                }
            } finally {
                each.state.lock.unlock();
            }
        }
        watched.clear();
    }

    /**
     * Attempts again and again, with a wait in between, until it does not answer NOT_NOW, or the
     * timeout has passed.
     *
     * @param timeout more than zero; null to wait for ever
     */
    public Attempt await(
            Parker parker, WaitReason reason, Duration timeout, Supplier<Attempt> attempts)
            throws InterruptedException {
        long deadlineNanos = timeout == null ? Waits.NEVER : parker.deadlineAfter(timeout);
        try {
            while (true) {
                Attempt attempt = attempts.get();
                if (attempt != Attempt.NOT_NOW) {
                    return attempt;
                }
                parker.checkStop();
                if (deadlineNanos == Waits.NEVER) {
                    parker.park(reason);
                } else if (deadlineNanos - parker.nanoTime() > 0) {
                    parker.parkUntil(reason, deadlineNanos);
                } else {
                    unwatch(End.LATE);
                    return attempt;
                }
            }
        } catch (InterruptedException | CancellationException stop) {
            unwatch(End.STOPPED);
            throw stop;
        } finally {
            unwatch(End.NONE);
        }
    }
}
