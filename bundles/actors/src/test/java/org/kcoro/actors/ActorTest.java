// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.channels.ChannelBuilder;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineDump;
import org.kcoro.scheduler.CoroutineState;
import org.kcoro.scheduler.SchedulerCounters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Messages of one actor. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ActorTest {

    private static final String ALL = "org.kcoro.actors.Machine#all";
    private static final String SINGLE = "org.kcoro.actors.Machine#single";

    /** Every kind of mailbox that keeps all. */
    private static List<UnaryOperator<ChannelBuilder<Integer>>> mailboxes() {
        return List.of(
                box -> box.rendezvous(),
                box -> box.buffered(1),
                box -> box.buffered(3),
                box -> box.unlimited());
    }

    // Telling.

    @ParameterizedTest
    @MethodSource(ALL)
    void messagesAreHandledOneAtATimeInTheOrderOfTheirSender(Machine machine) throws Exception {
        for (UnaryOperator<ChannelBuilder<Integer>> mailbox : mailboxes()) {
            List<Integer> handled = new ArrayList<>();
            AtomicInteger inside = new AtomicInteger();
            try (Rig rig = new Rig(machine)) {
                ActorBody<Integer> body =
                        (message, self) -> {
                            assertEquals(1, inside.incrementAndGet());
                            if (message % 7 == 0) {
                                Coroutine.yield();
                            }
                            // Without a lock: the next message sees it.
                            handled.add(message);
                            inside.decrementAndGet();
                        };
                Actor<Integer> actor =
                        rig.actor("counts", body).mailbox(mailbox).start(rig.scheduler);
                List<Coroutine<?>> senders = new ArrayList<>();
                for (int sender = 0; sender < 4; sender++) {
                    int first = sender * 1_000;
                    senders.add(
                            rig.scheduler.launch(
                                    "sender",
                                    () -> {
                                        for (int i = 0; i < 100; i++) {
                                            actor.tell(first + i);
                                        }
                                    }));
                }
                for (int i = 0; i < 100; i++) {
                    actor.tell(9_000 + i);
                }
                for (Coroutine<?> sender : senders) {
                    sender.join();
                }
                actor.stop();
                assertEquals(new Terminated(actor, Terminated.Cause.STOPPED, null), actor.join());
                assertEquals(List.of(), List.copyOf(rig.failures));
            }
            assertEquals(500, handled.size());
            int[] next = new int[10];
            for (int message : handled) {
                assertEquals(next[message / 1_000]++, message % 1_000, handled::toString);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aFullMailboxMakesSendersWait(Machine machine) throws Exception {
        Gate<Integer> gate = new Gate<>();
        try (Rig rig = new Rig(machine)) {
            Actor<Integer> actor =
                    rig.actor("gate", gate).mailbox(box -> box.buffered(2)).start(rig.scheduler);
            actor.tell(0);
            gate.entered.await();
            assertTrue(actor.tryTell(1));
            assertTrue(actor.tell(2, Duration.ZERO));
            assertFalse(actor.tryTell(3));
            assertFalse(actor.tell(3, Duration.ofNanos(1)));
            Coroutine<Void> waits = rig.scheduler.launch("waits", () -> actor.tell(4));
            gate.open.countDown();
            waits.join();
            actor.stop();
            actor.join();
            assertEquals(List.of(0, 1, 2, 4), gate.handled);
            assertEquals(4, actor.mailbox().recvs());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void oneThatTellsItselfWhileItsMailboxIsFullIsToldSo(Machine machine) throws Exception {
        for (UnaryOperator<ChannelBuilder<Integer>> mailbox :
                List.<UnaryOperator<ChannelBuilder<Integer>>>of(
                        box -> box.rendezvous(), box -> box.buffered(2))) {
            List<Boolean> tried = new ArrayList<>();
            try (Rig rig = new Rig(machine)) {
                ActorBody<Integer> body =
                        (message, self) -> {
                            for (int room = self.self().mailbox().capacity(); room > 0; room--) {
                                self.self().tell(1);
                            }
                            tried.add(self.self().tryTell(1));
                            tried.add(self.self().tell(1, Duration.ZERO));
                            assertThrows(
                                    IllegalStateException.class,
                                    () -> self.self().tell(1, Rig.LONG));
                            self.self().tell(1);
                        };
                Actor<Integer> actor =
                        rig.actor("selfish", body)
                                .mailbox(mailbox)
                                .onUndelivered(message -> {})
                                .start(rig.scheduler);
                actor.tell(0);
                Throwable failure = actor.join().failure();
                assertEquals(IllegalStateException.class, failure.getClass());
                assertTrue(
                        failure.getMessage()
                                .startsWith("actor /selfish tells itself while its mailbox ("),
                        failure::getMessage);
                assertTrue(failure.getMessage().contains("use tryTell"), failure::getMessage);
                assertEquals(List.of(false, false), tried);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void oneThatTellsItselfWhereThereIsRoomGoesOn(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            List<Integer> handled = new ArrayList<>();
            ActorBody<Integer> body =
                    (message, self) -> {
                        handled.add(message);
                        if (message < 3) {
                            self.self().tell(message + 1);
                        } else {
                            self.self().stop();
                            assertFalse(self.self().tellOrTerminated(4));
                            assertThrows(ActorTerminatedException.class, () -> self.self().tell(4));
                        }
                    };
            Actor<Integer> actor =
                    rig.actor("chain", body).mailbox(box -> box.buffered(1)).start(rig.scheduler);
            actor.tell(0);
            actor.join();
            assertEquals(List.of(0, 1, 2, 3), handled);
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void oneThatIsFloodedLetsOthersHaveTheirTurn(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Actor<Integer> actor =
                    rig.<Integer>actor("flooded", (message, self) -> self.self().tell(message))
                            .onUndelivered(message -> {})
                            .start(rig.scheduler);
            actor.tell(1);
            // On the worker that the actor never leaves of its own.
            assertEquals(2, rig.in(() -> 1 + 1));
            actor.cancel("enough");
            assertEquals(Terminated.Cause.CANCELLED, actor.join().cause());
        }
    }

    // Undelivered messages.

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aMailboxThatDropsHandsOverWhatItDrops(Machine machine) throws Exception {
        Queue<Integer> undelivered = new ConcurrentLinkedQueue<>();
        Gate<Integer> gate = new Gate<>();
        try (Rig rig = new Rig(machine)) {
            Actor<Integer> actor =
                    rig.actor("gate", gate)
                            .mailbox(box -> box.buffered(1).onOverflow(OverflowPolicy.DROP_OLDEST))
                            .onUndelivered(
                                    message -> {
                                        undelivered.add(message);
                                        throw new IllegalStateException("planted");
                                    })
                            .start(rig.scheduler);
            actor.tell(0);
            gate.entered.await();
            actor.tell(1);
            actor.tell(2);
            gate.open.countDown();
            actor.stop();
            actor.join();
            assertEquals(List.of(0, 2), gate.handled);
            assertEquals(List.of(1), List.copyOf(undelivered));
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aConflatedMailboxKeepsTheNewest(Machine machine) throws Exception {
        Gate<Integer> gate = new Gate<>();
        try (Rig rig = new Rig(machine)) {
            Actor<Integer> actor =
                    rig.actor("gate", gate).mailbox(box -> box.conflated()).start(rig.scheduler);
            actor.tell(0);
            gate.entered.await();
            for (int i = 1; i < 10; i++) {
                actor.tell(i);
            }
            gate.open.countDown();
            actor.stop();
            actor.join();
            assertEquals(List.of(0, 9), gate.handled);
        }
    }

    // Looking.

    @ParameterizedTest
    @MethodSource(SINGLE)
    void anIdleActorIsParkedAndTheDumpSaysForWhat(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Actor<Integer> actor =
                    rig.<Integer>actor("idle", (message, self) -> {}).start(rig.scheduler);
            actor.tell(1);
            rig.settle();
            long turns = turns(rig);
            CoroutineDump.Entry entry = rig.scheduler.dump(false).coroutines().get(0);
            assertEquals("actor /idle", entry.name());
            assertEquals(CoroutineState.PARKED, entry.state());
            assertEquals(
                    "select: channels signals of /idle, mailbox of /idle",
                    entry.waitReason().toString());
            assertEquals(turns, turns(rig));
            actor.stop();
            actor.join();
        }
    }

    private static long turns(Rig rig) {
        SchedulerCounters counters = rig.scheduler.counters();
        return counters.fastPathHits() + counters.fastPathMisses() + counters.injectionPulls();
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void namesAndPaths(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Queue<String> seen = new ConcurrentLinkedQueue<>();
            Actor<Integer> actor =
                    rig.<Integer>setup(
                                    "parent",
                                    self -> {
                                        Actor<Integer> child =
                                                rig.<Integer>actor("child", (m, c) -> {})
                                                        .start(self);
                                        seen.add(child.name() + " " + child.path());
                                        seen.add(self.children().toString());
                                        return (message, c) -> {};
                                    })
                            .start(rig.scheduler);
            actor.stop();
            actor.join();
            assertEquals(
                    List.of("child /parent/child", "[actor /parent/child (running)]"),
                    List.copyOf(seen));
            assertEquals("parent", actor.name());
            assertEquals("actor /parent (terminated)", actor.toString());
        }
    }

    @Test
    void badInputIsNamed() throws Exception {
        for (String name : List.of("", "a/b")) {
            IllegalArgumentException refused =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> Actor.builder(name, (message, self) -> {}));
            assertTrue(refused.getMessage().contains("\"" + name + "\""), refused::getMessage);
        }
        assertThrows(NullPointerException.class, () -> Actor.builder("null", null));
        try (Rig rig = new Rig(Machine.single().findFirst().orElseThrow())) {
            Actor<Integer> actor =
                    rig.<Integer>actor("input", (message, self) -> {}).start(rig.scheduler);
            NullPointerException none =
                    assertThrows(NullPointerException.class, () -> actor.tell(null));
            assertTrue(none.getMessage().contains("/input"), none::getMessage);
            IllegalArgumentException negative =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> actor.tell(1, Duration.ofNanos(-1)));
            assertTrue(negative.getMessage().contains("/input"), negative::getMessage);
            actor.stop();
            actor.join();
        }
    }
}
