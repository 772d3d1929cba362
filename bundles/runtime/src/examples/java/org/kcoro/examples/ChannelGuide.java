// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.examples;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

import org.kcoro.Kcoro;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelMetrics;
import org.kcoro.channels.ChannelRate;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.channels.Clause;
import org.kcoro.channels.MetricsFeed;
import org.kcoro.channels.NamedChannel;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Reservation;
import org.kcoro.channels.Select;
import org.kcoro.channels.SendClause;
import org.kcoro.scheduler.Coroutine;

/** What the guide to channels shows. */
public final class ChannelGuide {

    private ChannelGuide() {}

    /** Runs all of it. */
    public static void main(String[] arguments) throws Exception {
        try (Kcoro kcoro = Kcoro.start()) {
            pipe(kcoro);
            closing();
            undelivered();
            reserving();
            batches();
            select(kcoro);
            overflow();
            rates();
            metrics();
            names(kcoro);
        }
    }

    static void pipe(Kcoro kcoro) throws Exception {
        // tag::pipe[]
        Channel<Integer> numbers = Channel.buffered("numbers", 16);
        kcoro.launch(
                "producer",
                () -> {
                    for (int i = 1; i <= 100; i++) {
                        numbers.send(i); // waits while 16 are on their way
                    }
                    numbers.close();
                });
        int sum = 0;
        for (Integer n; (n = numbers.receiveOrClosed()) != null; ) {
            sum += n;
        }
        System.out.println(sum);
        // end::pipe[]
    }

    static void closing() throws Exception {
        // tag::closing[]
        Channel<String> lines = Channel.buffered("lines", 4);
        lines.send("kept");
        lines.close(new IllegalStateException("the disk is full"));
        System.out.println(lines.receive());
        try {
            lines.receive();
        } catch (ChannelClosedException e) {
            System.out.println(e.getMessage() + ": " + e.getCause().getMessage());
        }
        // end::closing[]
    }

    static void undelivered() throws Exception {
        // tag::undelivered[]
        Channel<String> files =
                Channel.<String>builder("files")
                        .buffered(4)
                        .onUndelivered(file -> System.out.println("give back " + file))
                        .build();
        files.send("a.txt");
        files.cancel(null);
        // end::undelivered[]
    }

    static void reserving() throws Exception {
        // tag::reserving[]
        Channel<String> orders = Channel.buffered("orders", 4);
        orders.send("tea");
        try (Reservation<String> order = orders.reserve()) {
            System.out.println("trying " + order.element());
            // No commit: it goes back to the head of the channel.
        }
        try (Reservation<String> order = orders.reserve()) {
            System.out.println("done with " + order.element());
            order.commit();
        }
        // end::reserving[]
    }

    static void batches() throws Exception {
        // tag::batches[]
        Channel<String> rows = Channel.unlimited("rows");
        Queue<String> all = new ArrayDeque<>(List.of("one", "two", "three"));
        rows.sendAll(all); // what was not sent stays in the queue
        System.out.println(rows.receiveUpTo(2, Duration.ZERO));
        System.out.println(rows.receiveUpTo(2, Duration.ofMillis(10)));
        // end::batches[]
    }

    static void select(Kcoro kcoro) throws Exception {
        // tag::select[]
        Channel<String> requests = Channel.rendezvous("requests");
        Channel<String> replies = Channel.rendezvous("replies");
        Coroutine<Void> server =
                kcoro.launch(
                        "server",
                        () -> {
                            Select select = Select.fair();
                            ReceiveClause<String> request = select.receive(requests);
                            SendClause<String> reply = select.send(replies);
                            int done = 0;
                            while (done < 2) {
                                Clause chosen = select.await();
                                if (chosen == request) {
                                    reply.element("re: " + request.element());
                                } else {
                                    done++;
                                }
                            }
                        });
        for (String each : List.of("hello", "goodbye")) {
            requests.send(each);
            System.out.println(replies.receive());
        }
        server.join();
        // end::select[]
    }

    static void overflow() throws Exception {
        // tag::overflow[]
        Channel<String> log =
                Channel.<String>builder("log")
                        .buffered(2)
                        .onOverflow(OverflowPolicy.DROP_OLDEST)
                        .build();
        for (String line : List.of("one", "two", "three")) {
            log.send(line); // never waits
        }
        System.out.println(log.receive() + ", dropped " + log.snapshot().dropped());
        // end::overflow[]
    }

    static void rates() throws Exception {
        // tag::rates[]
        Channel<String> texts =
                Channel.<String>builder("texts").unlimited().sizer(String::length).build();
        ChannelSnapshot before = texts.snapshot();
        texts.send("four");
        texts.send("five!");
        ChannelRate rate = ChannelRate.between(before, texts.snapshot());
        System.out.println(rate.sends() + " elements, " + rate.bytesSent() + " bytes");
        // end::rates[]
    }

    static void metrics() throws Exception {
        // tag::metrics[]
        MetricsFeed feed = MetricsFeed.create("metrics");
        Channel<Integer> busy =
                Channel.<Integer>builder("busy").conflated().metrics(feed).build();
        for (int i = 0; i < 5_000; i++) {
            busy.send(i);
        }
        ChannelMetrics first = feed.events().receive();
        System.out.println(first.name() + ": " + first.deltaSends());
        // end::metrics[]
    }

    static void names(Kcoro kcoro) throws Exception {
        // tag::names[]
        kcoro.channels().create("lines", String.class, each -> each.buffered(8));
        // and elsewhere:
        Channel<String> lines = kcoro.channels().open("lines", String.class);
        lines.send("found");
        for (NamedChannel each : kcoro.channels().list()) {
            System.out.println(each.snapshot().name() + ": " + each.snapshot().depth());
        }
        // end::names[]
        lines.cancel(null);
    }
}
