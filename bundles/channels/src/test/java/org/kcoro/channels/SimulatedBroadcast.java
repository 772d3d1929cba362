// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

import org.kcoro.port.Port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Senders and subscribers of one broadcast on a simulated machine: they come, send, receive, time
 * out, are cancelled and leave as random numbers will have it. One subscriber hears everything; an
 * element is among what it has heard, once, if and only if its send succeeded. What another one has
 * heard without loss is a part of that without a gap, which begins and ends where its subscription
 * did; one that drops has heard some of it in order.
 */
final class SimulatedBroadcast {

    private static final int MAX_PEERS = 3;
    private static final int MAX_OPERATIONS = 4;

    /** Elements are numbered so that their sender shows. */
    private static final int SENDER_STEP = 100;

    /** What one subscription has heard, and how many sends there had been around its two ends. */
    private static final class Heard {
        final List<Integer> elements = new ArrayList<>();
        boolean lossless;
        long beforeBegin;
        long afterBegin;
        long beforeEnd;
        long afterEnd;
    }

    private final Hub hub;
    private final Crew crew;
    private final List<Integer> given = new ArrayList<>();
    private final List<Heard> all = new ArrayList<>();

    private SimulatedBroadcast(Port port, Machine machine, Hub hub) {
        this.hub = hub;
        crew = new Crew(port, machine);
    }

    /** Runs what a port's random numbers describe. */
    static void run(Port port, Machine machine, Hub hub) throws InterruptedException {
        new SimulatedBroadcast(port, machine, hub).run();
    }

    private void run() throws InterruptedException {
        Channel<Integer> witness = hub.subscribe(Channel.<Integer>builder("witness").unlimited());
        int senders = 1 + crew.random.nextInt(MAX_PEERS);
        int subscribers = 1 + crew.random.nextInt(MAX_PEERS);
        for (int i = 0; i < Math.max(senders, subscribers); i++) {
            int sender = i * SENDER_STEP;
            if (i < senders) {
                crew.launch("sends", own -> sendSome(sender, own));
            }
            if (i < subscribers) {
                crew.launch("hears", this::hearSome);
            }
        }
        crew.launchCancels(crew.random.nextInt(3));
        crew.launchEnd(hub::close);
        crew.end();
        check(rest(witness));
    }

    private void sendSome(int first, SplittableRandom own) throws InterruptedException {
        int operations = 1 + own.nextInt(MAX_OPERATIONS);
        for (int i = 0; i < operations; i++) {
            if (send(first + i, own)) {
                given.add(first + i);
            }
        }
    }

    private boolean send(int element, SplittableRandom own) throws InterruptedException {
        try {
            return switch (own.nextInt(4)) {
                case 0 -> hub.trySend(element);
                case 1 -> hub.sendOrClosed(element);
                case 2 -> hub.send(element, Crew.timeout(own));
                default -> {
                    Crew.pause(own);
                    yield hub.sendOrClosed(element);
                }
            };
        } catch (ChannelClosedException e) {
            return false;
        }
    }

    private void hearSome(SplittableRandom own) throws InterruptedException {
        Crew.pause(own);
        Heard heard = new Heard();
        ChannelBuilder<Integer> settings = settings(own, heard);
        heard.beforeBegin = hub.sends();
        Channel<Integer> subscription = hub.subscribe(settings);
        heard.afterBegin = hub.sends();
        try {
            int operations = own.nextInt(3 * MAX_OPERATIONS);
            for (int i = 0; i < operations; i++) {
                Integer element = receive(subscription, own);
                if (element != null) {
                    heard.elements.add(element);
                }
            }
        } finally {
            heard.beforeEnd = hub.sends();
            subscription.close();
            heard.afterEnd = hub.sends();
            heard.elements.addAll(rest(subscription));
            all.add(heard);
        }
    }

    private static ChannelBuilder<Integer> settings(SplittableRandom own, Heard heard) {
        ChannelBuilder<Integer> settings = Channel.builder("subscription");
        int choice = own.nextInt(7);
        heard.lossless = choice < 4;
        return switch (choice) {
            case 0 -> settings;
            case 1 -> settings.buffered(1);
            case 2 -> settings.buffered(2);
            case 3 -> settings.unlimited();
            case 4 -> settings.conflated();
            case 5 -> settings.buffered(1).onOverflow(OverflowPolicy.DROP_OLDEST);
            default -> settings.buffered(1).onOverflow(OverflowPolicy.DROP_LATEST);
        };
    }

    private static Integer receive(Channel<Integer> subscription, SplittableRandom own)
            throws InterruptedException {
        try {
            return switch (own.nextInt(5)) {
                case 0 -> subscription.tryReceive();
                case 1 -> subscription.receiveOrClosed();
                case 2 -> subscription.receive(Crew.timeout(own));
                case 3 -> {
                    Select select = Select.fair();
                    ReceiveClause<Integer> clause = select.receive(subscription);
                    yield select.await(Crew.timeout(own)) == null ? null : clause.element();
                }
                default -> {
                    Crew.pause(own);
                    yield subscription.receive(Crew.timeout(own));
                }
            };
        } catch (ChannelClosedException e) {
            return null;
        }
    }

    private static List<Integer> rest(Channel<Integer> closed) throws InterruptedException {
        List<Integer> rest = new ArrayList<>();
        for (Integer e = closed.receiveOrClosed(); e != null; e = closed.receiveOrClosed()) {
            rest.add(e);
        }
        return rest;
    }

    private void check(List<Integer> sent) {
        Set<Integer> once = new HashSet<>(sent);
        assertEquals(once.size(), sent.size(), () -> "heard twice: " + sent);
        assertEquals(new HashSet<>(given), once, "elements given, and heard");
        assertEquals(sent.size(), hub.sends(), "sends counted");
        for (Heard heard : all) {
            List<Integer> elements = heard.elements;
            if (elements.isEmpty()) {
                boolean missed = heard.lossless && heard.beforeEnd > heard.afterBegin;
                assertTrue(!missed, "heard nothing of what was sent while subscribed");
            } else if (heard.lossless) {
                long begin = sent.indexOf(elements.get(0));
                long end = begin + elements.size();
                assertTrue(begin >= 0 && end <= sent.size(), () -> elements + " heard of " + sent);
                assertEquals(sent.subList((int) begin, (int) end), elements, "heard in order");
                assertBetween(heard.beforeBegin, begin, heard.afterBegin, "begin");
                assertBetween(heard.beforeEnd, end, heard.afterEnd, "end");
            } else {
                List<Integer> inOrder = new ArrayList<>(sent);
                inOrder.retainAll(elements);
                assertEquals(inOrder, elements, "heard in order, with gaps");
            }
        }
    }

    private static void assertBetween(long before, long at, long after, String what) {
        assertTrue(
                before <= at && at <= after,
                () -> what + " of a subscription at " + at + ", not " + before + " to " + after);
    }
}
