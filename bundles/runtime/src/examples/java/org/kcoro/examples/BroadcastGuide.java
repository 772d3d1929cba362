// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.examples;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

import org.kcoro.Kcoro;
import org.kcoro.channels.Broadcast;
import org.kcoro.channels.Channel;
import org.kcoro.channels.FanOut;
import org.kcoro.channels.FlowBridge;
import org.kcoro.channels.FutureBridge;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.channels.StreamBridge;

/** What the guide to broadcasts and bridges shows. */
public final class BroadcastGuide {

    private BroadcastGuide() {}

    /** Runs all of it. */
    public static void main(String[] arguments) throws Exception {
        try (Kcoro kcoro = Kcoro.start()) {
            broadcast();
            fanOut();
            loop();
            streams();
            flow(kcoro);
            futures(kcoro);
        }
    }

    static void broadcast() throws Exception {
        // tag::broadcast[]
        Broadcast<String> news = Broadcast.create("news");
        news.send("nobody hears this");
        Channel<String> archive =
                news.subscribe(Channel.<String>builder("archive").unlimited());
        Channel<String> ticker =
                news.subscribe(
                        Channel.<String>builder("ticker")
                                .buffered(1)
                                .onOverflow(OverflowPolicy.DROP_OLDEST));
        news.send("rain");
        news.send("sun");
        news.close();
        archive.receiveEach(System.out::println);
        ticker.receiveEach(line -> System.out.println("ticker: " + line));
        System.out.println(news.snapshot().unheard() + " unheard");
        // end::broadcast[]
    }

    static void fanOut() throws Exception {
        // tag::fan-out[]
        Channel<String> log = Channel.unlimited("log");
        Channel<String> disk = Channel.buffered("disk", 1);
        FanOut<String> both = FanOut.to(log, disk);
        System.out.println(both.trySend("first"));
        System.out.println(both.trySend("second")); // no room on disk: neither has it
        System.out.println(both.trySendEach("third")); // one of two
        // end::fan-out[]
    }

    static void loop() throws Exception {
        Channel<String> lines = Channel.unlimited("lines");
        lines.send("a");
        lines.send("b");
        lines.close();
        // tag::loop[]
        lines.receiveEach(line -> System.out.println("line " + line));
        // end::loop[]
    }

    static void streams() throws Exception {
        // tag::streams[]
        Channel<String> words = Channel.unlimited("words");
        StreamBridge.sendAll(Stream.of("to", "be", "or", "not"), words);
        System.out.println(StreamBridge.stream(words).limit(2).toList());
        System.out.println(words.snapshot().depth()); // the others are still there
        // end::streams[]
    }

    static void flow(Kcoro kcoro) throws Exception {
        // tag::flow[]
        Channel<Integer> from = Channel.buffered("from", 4);
        Channel<Integer> into = Channel.buffered("into", 4);
        Flow.Publisher<Integer> publisher = FlowBridge.publisher(kcoro.scheduler(), from);
        publisher.subscribe(FlowBridge.subscriber(kcoro.scheduler(), into, 8));
        for (int i = 1; i <= 3; i++) {
            from.send(i);
        }
        from.close(); // onComplete, which closes the other one
        into.receiveEach(System.out::println);
        // end::flow[]
    }

    static void futures(Kcoro kcoro) throws Exception {
        // tag::futures[]
        Channel<String> answers = Channel.rendezvous("answers");
        CompletableFuture<Integer> length =
                FutureBridge.receiveAsync(kcoro.scheduler(), answers).thenApply(String::length);
        FutureBridge.sendAsync(kcoro.scheduler(), answers, "forty-two").get();
        System.out.println(length.get());
        // end::futures[]
    }
}
