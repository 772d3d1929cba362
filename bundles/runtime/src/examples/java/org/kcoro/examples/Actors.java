// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.examples;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.kcoro.Kcoro;
import org.kcoro.actors.Actor;
import org.kcoro.actors.ActorBody;
import org.kcoro.actors.ActorContext;
import org.kcoro.actors.ReplyTo;
import org.kcoro.actors.Supervision;
import org.kcoro.channels.Channel;
import org.kcoro.channels.Pipelines;
import org.kcoro.scheduler.Scope;

/** What the guide to actors shows. */
public final class Actors {

    private Actors() {}

    // tag::messages[]
    sealed interface Request {}

    record Deposit(int amount) implements Request {}

    record Balance(ReplyTo<Integer> replyTo) implements Request {}
    // end::messages[]

    // tag::body[]
    static final class Account implements ActorBody<Request> {
        private int balance;

        @Override
        public void receive(Request request, ActorContext<Request> self) {
            if (request instanceof Deposit deposit) {
                balance += deposit.amount();
            } else if (request instanceof Balance question) {
                question.replyTo().reply(balance);
            }
        }
    }
    // end::body[]

    /** Runs everything, and prints what the tests look for. */
    public static void main(String[] arguments) throws Exception {
        try (Kcoro kcoro = Kcoro.start()) {
            ask(kcoro);
            supervise(kcoro);
            watch(kcoro);
            pipeline(kcoro);
        }
    }

    private static void ask(Kcoro kcoro)
            throws InterruptedException, ExecutionException, TimeoutException {
        // tag::ask[]
        Actor<Request> account =
                Actor.<Request>setup("account", self -> new Account()).start(kcoro.scheduler());
        account.tell(new Deposit(40));
        account.tell(new Deposit(2));
        int balance = account.ask(Balance::new, Duration.ofSeconds(10));
        System.out.println(balance);
        account.stop();
        System.out.println(account.join().cause());
        // end::ask[]
    }

    private static void supervise(Kcoro kcoro) throws InterruptedException {
        AtomicInteger tries = new AtomicInteger();
        // tag::supervision[]
        Actor<String> printer =
                Actor.<String>setup(
                                "printer",
                                self -> {
                                    if (tries.incrementAndGet() < 3) {
                                        throw new IOException("no paper");
                                    }
                                    return (page, of) -> System.out.println("printed " + page);
                                })
                        .supervision(
                                Supervision.restart()
                                        .backoff(Duration.ofMillis(1), Duration.ofSeconds(5))
                                        .jitter(0.2)
                                        .limit(20, Duration.ofMinutes(5))
                                        .on(IllegalArgumentException.class, Supervision.resume()))
                        .onFailure((actor, failure) -> System.out.println(failure.getMessage()))
                        .start(kcoro.scheduler());
        printer.tell("page 1");
        // end::supervision[]
        printer.stop();
        printer.join();
    }

    private static void watch(Kcoro kcoro) throws InterruptedException {
        // tag::watch[]
        Actor<String> parent =
                Actor.<String>setup(
                                "parent",
                                self -> {
                                    Actor<Integer> child =
                                            Actor.<Integer>builder(
                                                            "child", (number, of) -> of.self().stop())
                                                    .start(self);
                                    self.watch(
                                            child,
                                            end -> end.actor().path() + " has ended: " + end.cause());
                                    child.tell(1);
                                    return (news, of) -> {
                                        System.out.println(news);
                                        of.self().stop();
                                    };
                                })
                        .start(kcoro.scheduler());
        parent.join();
        // end::watch[]
    }

    private static void pipeline(Kcoro kcoro) throws InterruptedException, ExecutionException {
        // tag::pipeline[]
        int sum =
                Scope.run(
                        kcoro.scheduler(),
                        "squares",
                        scope -> {
                            Channel<Integer> odd =
                                    Pipelines.produce(
                                            scope,
                                            Channel.builder("odd"),
                                            channel -> {
                                                for (int i = 1; i < 100; i += 2) {
                                                    channel.send(i);
                                                }
                                            });
                            Channel<Integer> even =
                                    Pipelines.produce(
                                            scope,
                                            Channel.builder("even"),
                                            channel -> {
                                                for (int i = 0; i < 100; i += 2) {
                                                    channel.send(i);
                                                }
                                            });
                            Channel<Integer> all =
                                    Pipelines.fanIn(
                                            scope, Channel.builder("all"), List.of(odd, even));
                            Channel<Integer> squares =
                                    Pipelines.mapUnordered(
                                            scope,
                                            all,
                                            Channel.<Integer>builder("squares").buffered(16),
                                            4,
                                            i -> i * i);
                            int total = 0;
                            for (Integer s; (s = squares.receiveOrClosed()) != null; ) {
                                total += s;
                            }
                            return total;
                        });
        System.out.println(sum);
        // end::pipeline[]
    }
}
