// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.Latch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Asking an actor, and every way in which that ends. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AskTest {

    private static final String ALL = "org.kcoro.actors.Machine#all";
    private static final String SINGLE = "org.kcoro.actors.Machine#single";

    /** A number to double; even ones fail, negative ones are not answered. */
    private record Twice(int number, ReplyTo<Integer> replyTo) {}

    private static final IllegalStateException PLANTED = new IllegalStateException("planted");

    /** Answers at once, or fails, or keeps the question. */
    private static final class Doubler implements ActorBody<Twice> {
        final List<Twice> kept = new ArrayList<>();
        final Latch twoKept = new Latch("two kept", 2);

        @Override
        public void receive(Twice message, ActorContext<Twice> self) {
            if (message.number < 0) {
                kept.add(message);
                twoKept.countDown();
            } else if (message.number == 0) {
                throw PLANTED;
            } else {
                assertTrue(message.replyTo.reply(2 * message.number));
                assertFalse(message.replyTo.reply(0));
            }
        }
    }

    private static Actor<Twice> doubler(Rig rig) {
        return rig.actor("doubler", new Doubler())
                .supervision(Supervision.resume())
                .onUndelivered(message -> {})
                .start(rig.scheduler);
    }

    private static int twice(Actor<Twice> actor, int number, Duration timeout) throws Exception {
        return actor.<Integer>ask(replyTo -> new Twice(number, replyTo), timeout);
    }

    private static CompletableFuture<Integer> twiceAsync(Actor<Twice> actor, int number)
            throws Exception {
        return actor.askAsync(replyTo -> new Twice(number, replyTo), Rig.LONG);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void threadsAndCoroutinesAreAnswered(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Actor<Twice> actor = doubler(rig);
            assertEquals(42, twice(actor, 21, Rig.LONG));
            List<Coroutine<Integer>> asking = new ArrayList<>();
            for (int i = 1; i < 100; i++) {
                int number = i;
                asking.add(rig.scheduler.launch("asks", () -> twice(actor, number, Rig.LONG)));
            }
            for (int i = 1; i < 100; i++) {
                assertEquals(2 * i, asking.get(i - 1).join());
            }
            assertEquals(42, twiceAsync(actor, 21).get());
            actor.stop();
            actor.join();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theFailureOfTheHandlerIsTheAnswer(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Actor<Twice> actor = doubler(rig);
            ExecutionException failed =
                    assertThrows(ExecutionException.class, () -> twice(actor, 0, Rig.LONG));
            assertSame(PLANTED, failed.getCause());
            assertTrue(failed.getMessage().contains("actor /doubler"), failed::getMessage);
            failed = assertThrows(ExecutionException.class, () -> twiceAsync(actor, 0).get());
            assertSame(PLANTED, failed.getCause());
            assertEquals(4, twice(actor, 2, Rig.LONG));
            actor.stop();
            actor.join();
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void anAnswerThatIsAFailureAndOneThatIsNull(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Actor<ReplyTo<String>> actor =
                    rig.<ReplyTo<String>>actor(
                                    "answers",
                                    (message, self) -> {
                                        message.reply(null);
                                        self.self().stop();
                                    })
                            .start(rig.scheduler);
            assertNull(actor.<String>ask(replyTo -> replyTo, Rig.LONG));
            actor.join();
            Actor<ReplyTo<String>> fails =
                    rig.<ReplyTo<String>>actor(
                                    "fails",
                                    (message, self) ->
                                            message.fail(
                                                    new ActorTerminatedException("other", null)))
                            .start(rig.scheduler);
            ExecutionException failed =
                    assertThrows(
                            ExecutionException.class,
                            () -> fails.<String>ask(replyTo -> replyTo, Rig.LONG));
            assertEquals("other", failed.getCause().getMessage());
            fails.stop();
            fails.join();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aDeadlineEndsTheWaitForTheAnswer(Machine machine) throws Exception {
        Doubler body = new Doubler();
        try (Rig rig = new Rig(machine)) {
            Actor<Twice> actor = rig.actor("doubler", body).start(rig.scheduler);
            TimeoutException late =
                    assertThrows(
                            TimeoutException.class,
                            () -> rig.in(() -> twice(actor, -1, Duration.ofMillis(2))));
            assertEquals("actor /doubler has not answered within PT0.002S", late.getMessage());
            CompletableFuture<Integer> future =
                    actor.askAsync(replyTo -> new Twice(-2, replyTo), Duration.ofMillis(2));
            ExecutionException failed = assertThrows(ExecutionException.class, future::get);
            assertEquals(TimeoutException.class, failed.getCause().getClass());
            actor.stop();
            actor.join();
        }
        // Sent is sent: the answers come to nothing.
        assertEquals(2, body.kept.size());
        body.kept.forEach(message -> assertFalse(message.replyTo.reply(1)));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aFullMailboxCountsAgainstTheDeadline(Machine machine) throws Exception {
        Gate<Twice> gate = new Gate<>();
        try (Rig rig = new Rig(machine)) {
            Actor<Twice> actor =
                    rig.actor("slow", gate).mailbox(box -> box.buffered(1)).start(rig.scheduler);
            actor.tell(new Twice(0, null));
            gate.entered.await();
            actor.tell(new Twice(0, null));
            assertThrows(TimeoutException.class, () -> twice(actor, 1, Duration.ofMillis(2)));
            CompletableFuture<Integer> future =
                    actor.askAsync(replyTo -> new Twice(1, replyTo), Duration.ofMillis(2));
            assertEquals(
                    TimeoutException.class,
                    assertThrows(ExecutionException.class, future::get).getCause().getClass());
            gate.open.countDown();
            actor.stop();
            actor.join();
            assertEquals(2, actor.mailbox().sends());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theEndOfTheActorEndsTheWaitForItsAnswer(Machine machine) throws Exception {
        Doubler body = new Doubler();
        try (Rig rig = new Rig(machine)) {
            Actor<Twice> actor = rig.actor("doubler", body).start(rig.scheduler);
            CompletableFuture<Integer> future = twiceAsync(actor, -1);
            Coroutine<Throwable> asks =
                    rig.scheduler.launch(
                            "asks",
                            () ->
                                    assertThrows(
                                            ActorTerminatedException.class,
                                            () -> twice(actor, -2, Rig.LONG)));
            body.twoKept.await();
            actor.stop();
            Throwable ended = asks.join();
            assertEquals(
                    "actor /doubler has ended before it has answered: it was stopped",
                    ended.getMessage());
            assertEquals(
                    ended.getMessage(),
                    assertThrows(ExecutionException.class, future::get).getCause().getMessage());
            actor.join();
            assertThrows(ActorTerminatedException.class, () -> twice(actor, 1, Rig.LONG));
            assertThrows(ActorTerminatedException.class, () -> twiceAsync(actor, 1));
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void whatAFailedActorLeavesUnansweredHasItsFailureAsCause(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Latch open = new Latch("open", 1);
            ActorFactory<Twice> late =
                    self -> {
                        open.await();
                        return new Doubler();
                    };
            Actor<Twice> actor =
                    rig.setup("doubler", late).onUndelivered(message -> {}).start(rig.scheduler);
            CompletableFuture<Integer> kept = twiceAsync(actor, -1);
            CompletableFuture<Integer> fails = twiceAsync(actor, 0);
            CompletableFuture<Integer> left = twiceAsync(actor, 1);
            open.countDown();
            assertSame(PLANTED, assertThrows(ExecutionException.class, fails::get).getCause());
            for (CompletableFuture<Integer> future : List.of(kept, left)) {
                Throwable ended = assertThrows(ExecutionException.class, future::get).getCause();
                assertEquals(ActorTerminatedException.class, ended.getClass());
                assertSame(PLANTED, ended.getCause());
            }
            assertTrue(
                    left.exceptionNow()
                            .getMessage()
                            .startsWith(
                                    "actor /doubler will not answer: the message is undelivered,"
                                            + " for the actor has failed: "),
                    () -> left.exceptionNow().getMessage());
            actor.join();
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void anAskWhoseMessageIsDroppedIsToldSo(Machine machine) throws Exception {
        Gate<Twice> gate = new Gate<>();
        try (Rig rig = new Rig(machine)) {
            Actor<Twice> actor =
                    rig.actor("slow", gate)
                            .mailbox(box -> box.buffered(1).onOverflow(OverflowPolicy.DROP_LATEST))
                            .start(rig.scheduler);
            actor.tell(new Twice(0, null));
            gate.entered.await();
            actor.tell(new Twice(0, null));
            ActorTerminatedException dropped =
                    assertThrows(ActorTerminatedException.class, () -> twice(actor, 1, Rig.LONG));
            assertTrue(
                    dropped.getMessage().endsWith("for its mailbox has dropped it"),
                    dropped::getMessage);
            gate.open.countDown();
            actor.stop();
            actor.join();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aStopEndsTheOneThatAsksAndNotTheMessage(Machine machine) throws Exception {
        Latch entered = new Latch("entered", 1);
        Latch open = new Latch("open", 1);
        List<Boolean> answered = new ArrayList<>();
        try (Rig rig = new Rig(machine)) {
            Actor<Twice> actor =
                    rig.<Twice>actor(
                                    "slow",
                                    (message, self) -> {
                                        entered.countDown();
                                        open.await();
                                        answered.add(message.replyTo.reply(1));
                                    })
                            .start(rig.scheduler);
            Coroutine<Integer> asks = rig.scheduler.launch("asks", () -> twice(actor, 1, Rig.LONG));
            entered.await();
            asks.cancel();
            assertThrows(CancellationException.class, asks::join);
            assertTrue(Rig.isInterrupted(() -> twice(actor, 1, Rig.LONG)));
            CompletableFuture<Integer> future = twiceAsync(actor, 2);
            future.cancel(false);
            open.countDown();
            actor.stop();
            actor.join();
        }
        assertEquals(List.of(false, false, false), answered);
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void oneThatAsksItselfIsToldSo(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            List<CompletableFuture<Integer>> own = new ArrayList<>();
            Actor<Twice> actor =
                    rig.<Twice>actor(
                                    "selfish",
                                    (message, self) -> {
                                        if (message.number == 1) {
                                            own.add(twiceAsync(self.self(), 2));
                                            twice(self.self(), 3, Rig.LONG);
                                        }
                                        message.replyTo.reply(message.number);
                                    })
                            .supervision(Supervision.resume())
                            .start(rig.scheduler);
            Throwable refused =
                    assertThrows(ExecutionException.class, () -> twice(actor, 1, Rig.LONG))
                            .getCause();
            assertEquals(IllegalStateException.class, refused.getClass());
            assertTrue(
                    refused.getMessage().startsWith("actor /selfish asks itself"),
                    refused::getMessage);
            assertEquals(2, own.get(0).get());
            actor.stop();
            actor.join();
        }
    }
}
