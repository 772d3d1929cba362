// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.function.Function;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.channels.Reservation;
import org.kcoro.scheduler.Scheduler;

/**
 * A random history of operations on some channels, one after another, and on their {@link
 * ChannelModel}s: after each, the results, the snapshots and what was undelivered must be those of
 * the model. Those that wait go on waiting while others operate; they are coroutines, virtual
 * threads and platform threads.
 *
 * <p>What the model cannot foretell is left out: at most one operation of several steps, such as a
 * batch or a select, waits at a time, and selects are biased.
 */
final class ChannelHistory {

    private static final int MAX_STEPS = 30;
    private static final int MAX_WAITING = 5;

    /** A step that waits on no channel. */
    private interface Plain {
        String run() throws Exception;
    }

    private final SplittableRandom random;
    private final Scheduler scheduler;
    private final ChannelCapabilities can;
    private final Duration patience;
    private final List<ChannelModel> models = new ArrayList<>();
    private final List<Channel<Integer>> channels = new ArrayList<>();
    private final List<List<Integer>> discarded = new ArrayList<>();
    private final Queue<ModelWait> woken = new ArrayDeque<>();
    private final HistorySteps steps;
    private final List<HistoryStep> all = new ArrayList<>();
    private final List<HistoryStep> waiting = new ArrayList<>();

    /** Those whose reservation is not ended. */
    private final List<HistoryStep> reserved = new ArrayList<>();

    /** What has happened, for failures. */
    private final List<String> log = new ArrayList<>();

    private ChannelHistory(
            SplittableRandom random,
            List<ChannelSettings> settings,
            Function<ChannelSettings, Channel<Integer>> opener,
            Scheduler scheduler,
            ChannelCapabilities can,
            Duration patience) {
        this.random = random;
        this.scheduler = scheduler;
        this.can = can;
        this.patience = patience;
        for (ChannelSettings each : settings) {
            List<Integer> told = Collections.synchronizedList(new ArrayList<>());
            ChannelSettings full = each;
            if (can.undelivered()) {
                full = full.telling(told::add);
            }
            if (can.sized()) {
                full = full.sizedBy(element -> element % 5);
            }
            discarded.add(told);
            models.add(new ChannelModel(full, woken));
            channels.add(opener.apply(full));
        }
        steps = new HistorySteps(random, models, channels, can);
    }

    /**
     * Runs the history that random numbers describe.
     *
     * @throws AssertionError where channel and model differ, with all that has happened
     */
    static void run(
            SplittableRandom random,
            List<ChannelSettings> settings,
            Function<ChannelSettings, Channel<Integer>> opener,
            Scheduler scheduler,
            ChannelCapabilities can,
            Duration patience)
            throws Exception {
        ChannelHistory history =
                new ChannelHistory(random, settings, opener, scheduler, can, patience);
        try {
            history.run();
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "\n  in: " + String.join("\n      ", history.log), e);
        } finally {
            history.release();
        }
    }

    private void run() throws Exception {
        int count = 1 + random.nextInt(MAX_STEPS);
        for (int i = 0; i < count; i++) {
            step();
        }
        while (!reserved.isEmpty()) {
            endReservation();
        }
        for (int i = 0; i < channels.size(); i++) {
            close(i);
        }
        check(waiting.isEmpty(), () -> "the model leaves " + waiting);
    }

    /** Lets nobody wait for ever behind a failure. */
    private void release() {
        all.forEach(HistoryStep::giveUp);
        for (Channel<Integer> channel : channels) {
            if (can.cancellable()) {
                channel.cancel(null);
            } else {
                channel.close();
            }
        }
    }

    private void step() throws Exception {
        int choice = random.nextInt(100);
        if (choice < 20 && !reserved.isEmpty()) {
            endReservation();
        } else if (choice < 30 && !waiting.isEmpty()) {
            stopOne();
        } else if (choice < 34) {
            close(random.nextInt(channels.size()));
        } else if (waiting.size() >= MAX_WAITING) {
            stopOne();
        } else {
            operate();
        }
    }

    private void operate() throws Exception {
        boolean busy = waiting.stream().anyMatch(each -> each.model.hasSteps());
        HistoryStep step = steps.next(!busy);
        Party.Kind kind = Party.Kind.values()[random.nextInt(Party.Kind.values().length)];
        log.add(step + " by a " + kind);
        step.party = Party.start(kind, step.text, scheduler, step.body());
        all.add(step);
        waiting.add(step);
        step.model.begin();
        settle();
    }

    private void stopOne() throws Exception {
        HistoryStep step = waiting.get(random.nextInt(waiting.size()));
        log.add("stop: " + step);
        step.party.stop();
        if (!step.model.stopped) {
            step.model.stop();
        }
        settle();
    }

    private void endReservation() throws Exception {
        HistoryStep step = reserved.remove(random.nextInt(reserved.size()));
        Reservation<Integer> reservation = step.reservation;
        ModelReservation model = step.model.reserved;
        int how = random.nextInt(4);
        log.add((how < 2 ? "commit" : how == 2 ? "abort" : "give up") + ": " + step);
        if (how < 2) {
            model.channel.commit(model);
            same(Results.SENT, () -> done(reservation::commit));
        } else {
            model.channel.abort(model);
            same(Results.SENT, () -> done(how == 2 ? reservation::abort : reservation::close));
        }
        settle();
        // Once and for all.
        same("refused", () -> refused(reservation::commit));
        same("refused", () -> refused(reservation::abort));
        reservation.close();
        settle();
    }

    private static String done(Runnable action) {
        action.run();
        return Results.SENT;
    }

    private static String refused(Runnable action) {
        try {
            action.run();
            return "done again";
        } catch (IllegalStateException e) {
            return "refused";
        }
    }

    private void close(int index) throws Exception {
        ChannelModel model = models.get(index);
        Channel<Integer> channel = channels.get(index);
        int how = random.nextInt(can.cancellable() ? 3 : 2);
        Throwable cause =
                how > 0 && can.causes() && random.nextBoolean()
                        ? new Exception("planned " + log.size())
                        : null;
        log.add((how < 2 ? "close " : "cancel ") + channel.name() + " because of " + cause);
        if (how == 2) {
            model.cancel(cause);
            channel.cancel(cause);
        } else {
            String closed = String.valueOf(model.close(cause));
            same(
                    closed,
                    () -> String.valueOf(cause == null ? channel.close() : channel.close(cause)));
        }
        settle();
    }

    private void same(String expected, Plain action) throws Exception {
        String actual = action.run();
        check(expected.equals(actual), () -> "expected: " + expected + ", but was: " + actual);
    }

    private static void check(boolean holds, java.util.function.Supplier<String> message) {
        if (!holds) {
            throw new AssertionError(message.get());
        }
    }

    // After each step.

    /** Lets the model's operations go on, and waits until the channel's have come as far. */
    private void settle() throws Exception {
        while (!woken.isEmpty()) {
            ModelWait wait = woken.remove();
            wait.operation.goOn(wait);
        }
        for (Iterator<HistoryStep> i = waiting.iterator(); i.hasNext(); ) {
            HistoryStep step = i.next();
            if (step.model.result != null) {
                i.remove();
                ended(step);
            }
        }
        awaitWaiting();
        for (int i = 0; i < channels.size(); i++) {
            compare(models.get(i), channels.get(i), discarded.get(i));
        }
    }

    private void ended(HistoryStep step) throws Exception {
        String result = step.party.get(patience);
        log.add("  " + step + " -> " + result);
        check(
                step.model.result.equals(result),
                () -> step + ": expected: " + step.model.result + ", but was: " + result);
        if (step.model.reserved != null) {
            reserved.add(step);
        }
    }

    /**
     * Waits until those that must wait do, and the channels have counted so. Nobody tells of that:
     * this looks again and again, for the moment that a thread takes to park.
     */
    private void awaitWaiting() {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!(allParked() && allCounted() && allParked())) {
            for (HistoryStep step : waiting) {
                check(!step.party.isDone(), () -> step + ": expected: it waits, but it has ended");
            }
            if (deadline - System.nanoTime() < 0) {
                return; // what differs is told by the comparison
            }
            Thread.yield();
        }
    }

    private boolean allParked() {
        for (HistoryStep step : waiting) {
            if (!step.party.isParked()) {
                return false;
            }
        }
        return true;
    }

    private boolean allCounted() {
        for (int i = 0; i < channels.size(); i++) {
            if (!models.get(i).snapshot().equals(timeless(channels.get(i).snapshot()))) {
                return waiting.isEmpty();
            }
        }
        return true;
    }

    private static void compare(
            ChannelModel model, Channel<Integer> channel, List<Integer> discarded) {
        ChannelSnapshot snapshot = channel.snapshot();
        ChannelSnapshot expected = model.snapshot();
        ChannelSnapshot actual = timeless(snapshot);
        check(expected.equals(actual), () -> "expected: " + expected + ",\n    but was: " + actual);
        check(
                snapshot.sends() == 0
                        ? snapshot.firstOpNanos() == 0 && snapshot.lastOpNanos() == 0
                        : snapshot.lastOpNanos() - snapshot.firstOpNanos() >= 0,
                () -> "times of the operations: " + snapshot);
        check(
                model.closed == channel.isClosedForSend()
                        && model.isDrained() == channel.isClosedForReceive(),
                () -> channel.name() + " is not closed as it must be: " + snapshot);
        check(
                model.settings.onUndelivered() == null || model.discarded.equals(discarded),
                () -> "undelivered: expected: " + model.discarded + ", but was: " + discarded);
    }

    /** Without the times, of which the model knows nothing. */
    private static ChannelSnapshot timeless(ChannelSnapshot s) {
        return new ChannelSnapshot(
                s.name(),
                s.kind(),
                s.capacity(),
                s.depth(),
                s.closed(),
                s.sends(),
                s.recvs(),
                s.bytesSent(),
                s.bytesRecv(),
                0,
                0,
                s.sendEagain(),
                s.sendEtime(),
                s.sendEpipe(),
                s.recvEagain(),
                s.recvEtime(),
                s.recvEpipe(),
                s.cancelled(),
                s.dropped(),
                s.undelivered(),
                s.reserved(),
                s.rvMatches(),
                s.rvCancels(),
                s.waitingSenders(),
                s.waitingReceivers());
    }
}
