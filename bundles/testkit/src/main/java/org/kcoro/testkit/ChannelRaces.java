// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.channels.Reservation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What of {@link ChannelKit} happens at the same time: each element has one fate. */
abstract class ChannelRaces extends ChannelRig {

    private static final int EACH = 200;
    private static final int PARTIES = 3;
    private static final int CROWD = 300;
    private static final int TRIES = 300;

    /** What has become of elements by their numbers. */
    private static final class Fates {
        private final AtomicIntegerArray given;
        private final AtomicIntegerArray ended;

        Fates(int elements) {
            given = new AtomicIntegerArray(elements);
            ended = new AtomicIntegerArray(elements);
        }

        void gave(boolean done, int element) {
            if (done) {
                given.incrementAndGet(element);
            }
        }

        void ended(Integer element) {
            if (element != null) {
                ended.incrementAndGet(element);
            }
        }

        void check(Object of) {
            for (int i = 0; i < given.length(); i++) {
                assertEquals(given.get(i), ended.get(i), of + ": fates of element " + i);
            }
        }
    }

    /** How often two meet in a race of a form of channel; 300 times unless told. */
    protected int races() {
        return TRIES;
    }

    private Party.Kind kind(SplittableRandom random) {
        return Party.Kind.values()[random.nextInt(Party.Kind.values().length)];
    }

    private Channel<Integer> open(ChannelSettings form, Fates fates) {
        return open(capabilities().undelivered() ? form.telling(fates::ended) : form);
    }

    /** Whether a dropped element is told of, or nothing is dropped. */
    private boolean isAccountable(ChannelSettings form) {
        return capabilities().undelivered()
                || form.overflow() == OverflowPolicy.WAIT && form.kind() != ChannelKind.CONFLATED;
    }

    @Test
    public void eachElementHasOneFateAndOrderIsKept() {
        for (ChannelSettings form : forms()) {
            if (isAccountable(form)) {
                withSeeds(1, random -> exchange(form, random));
            }
        }
    }

    private void exchange(ChannelSettings form, SplittableRandom random) throws Exception {
        Fates fates = new Fates(PARTIES * EACH);
        Channel<Integer> channel = open(form, fates);
        List<Party<Void>> senders = new ArrayList<>();
        List<Party<Void>> receivers = new ArrayList<>();
        for (int i = 0; i < PARTIES; i++) {
            int first = i * EACH;
            receivers.add(
                    Party.start(
                            kind(random),
                            form + ": receiver",
                            scheduler,
                            () -> receiveAll(channel, fates)));
            senders.add(
                    Party.start(
                            kind(random),
                            form + ": sender",
                            scheduler,
                            () -> sendEach(channel, fates, first)));
        }
        for (Party<Void> sender : senders) {
            sender.get(patienceOfOne());
        }
        channel.close();
        for (Party<Void> receiver : receivers) {
            receiver.get(patienceOfOne());
        }
        fates.check(form);
        ChannelSnapshot snapshot = channel.snapshot();
        assertEquals(PARTIES * EACH, snapshot.sends(), snapshot::toString);
        assertEquals(
                snapshot.sends(),
                snapshot.recvs() + snapshot.dropped() + snapshot.undelivered(),
                snapshot::toString);
    }

    private static Void sendEach(Channel<Integer> channel, Fates fates, int first)
            throws InterruptedException {
        for (int i = first; i < first + EACH; i++) {
            channel.send(i);
            fates.gave(true, i);
        }
        return null;
    }

    private static Void receiveAll(Channel<Integer> channel, Fates fates)
            throws InterruptedException {
        Map<Integer, Integer> last = new HashMap<>();
        for (Integer e = channel.receiveOrClosed(); e != null; e = channel.receiveOrClosed()) {
            int element = e;
            fates.ended(e);
            Integer before = last.put(element / EACH, element);
            assertTrue(
                    before == null || before < element,
                    () -> "expected: elements in order, but was: " + element + " after " + before);
        }
        return null;
    }

    @Test
    public void aCloseWakesAll() throws Exception {
        for (ChannelSettings form : forms()) {
            Channel<Integer> channel = open(form);
            List<Party<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < CROWD; i++) {
                Party.Kind kind = i % 10 == 0 ? Party.Kind.VIRTUAL_THREAD : Party.Kind.COROUTINE;
                waiting.add(
                        Party.start(
                                kind, form + ": one of many", scheduler, channel::receiveOrClosed));
            }
            while (!waiting.stream().allMatch(Party::isParked)) {
                Thread.yield();
            }
            channel.close();
            for (Party<Integer> each : waiting) {
                assertEquals(null, each.get(patienceOfOne()), form::toString);
            }
        }
    }

    @Test
    public void aStopThatMeetsAHandOverLosesNothing() {
        meet((channel, waiting) -> waiting.stop());
    }

    @Test
    public void aCloseThatMeetsAHandOverLosesNothing() {
        meet((channel, waiting) -> channel.close());
    }

    /** Ends the wait of a party, or does not. */
    private interface End {
        void run(Channel<Integer> channel, Party<?> waiting);
    }

    /** A receiver waits; its end and an element come at the same time. */
    private void meet(End end) {
        for (ChannelSettings form : forms()) {
            if (isAccountable(form)) {
                withSeeds(1, random -> meet(form, end, random));
            }
        }
    }

    private void meet(ChannelSettings form, End end, SplittableRandom random) throws Exception {
        Fates fates = new Fates(races());
        for (int i = 0; i < races(); i++) {
            int element = i;
            boolean reserves = capabilities().twoPhase() && random.nextInt(3) == 0;
            Channel<Integer> channel = open(form, fates);
            Party<Void> receiver =
                    Party.start(
                            kind(random),
                            form + ": receiver",
                            scheduler,
                            () -> receive(channel, fates, reserves));
            Party<Void> sender =
                    Party.start(
                            kind(random),
                            form + ": sender",
                            scheduler,
                            () -> send(channel, fates, element));
            end.run(channel, receiver);
            receiver.get(patienceOfOne());
            // For one whose receiver has gone.
            channel.close();
            sender.get(patienceOfOne());
            for (Integer e = channel.receiveOrClosed(); e != null; e = channel.receiveOrClosed()) {
                fates.ended(e);
            }
        }
        fates.check(form);
    }

    private static Void send(Channel<Integer> channel, Fates fates, int element)
            throws InterruptedException {
        fates.gave(channel.sendOrClosed(element), element);
        return null;
    }

    private static Void receive(Channel<Integer> channel, Fates fates, boolean reserves)
            throws InterruptedException {
        try {
            if (!reserves) {
                fates.ended(channel.receive());
                return null;
            }
            Reservation<Integer> reserved = channel.reserve();
            reserved.commit();
            fates.ended(reserved.element());
        } catch (InterruptedException | CancellationException | ChannelClosedException e) {
            // The end came first.
        }
        return null;
    }

    @Test
    public void aTimeoutThatMeetsAHandOverLosesNothing() {
        Assumptions.assumeTrue(capabilities().timed(), "no timeouts");
        for (ChannelSettings form : forms()) {
            if (isAccountable(form)) {
                withSeeds(1, random -> timeouts(form, random));
            }
        }
    }

    private void timeouts(ChannelSettings form, SplittableRandom random) throws Exception {
        Fates fates = new Fates(races());
        Channel<Integer> channel = open(form, fates);
        long seed = random.nextLong();
        Party<Void> receiver =
                Party.start(
                        kind(random),
                        form + ": receiver",
                        scheduler,
                        () -> {
                            SplittableRandom own = new SplittableRandom(seed);
                            while (!channel.isClosedForReceive()) {
                                try {
                                    fates.ended(channel.receive(shortly(own)));
                                } catch (ChannelClosedException e) {
                                    // It ends.
                                }
                            }
                            return null;
                        });
        for (int i = 0; i < races(); i++) {
            fates.gave(channel.send(i, shortly(random)), i);
        }
        channel.close();
        receiver.get(patienceOfOne());
        fates.check(form);
    }

    private static Duration shortly(SplittableRandom random) {
        return Duration.ofNanos(1 + random.nextInt(100_000));
    }
}
