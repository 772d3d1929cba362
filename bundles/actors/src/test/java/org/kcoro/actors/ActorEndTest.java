// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The end of one actor, and what waits for it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ActorEndTest {

    private static final String ALL = "org.kcoro.actors.Machine#all";
    private static final String SINGLE = "org.kcoro.actors.Machine#single";

    @ParameterizedTest
    @MethodSource(ALL)
    void aStopDrainsTheMailboxAndRefusesWhatComes(Machine machine) throws Exception {
        Gate<Integer> gate = new Gate<>();
        try (Rig rig = new Rig(machine)) {
            Actor<Integer> actor =
                    rig.actor("gate", gate).mailbox(box -> box.buffered(2)).start(rig.scheduler);
            actor.tell(0);
            gate.entered.await();
            actor.tell(1);
            actor.tell(2);
            Coroutine<Boolean> waits =
                    rig.scheduler.launch("waits", () -> actor.tellOrTerminated(3));
            assertEquals(ActorState.RUNNING, actor.state());
            assertTrue(actor.stop());
            assertFalse(actor.stop());
            assertEquals(ActorState.STOPPING, actor.state());
            assertFalse(waits.join());
            ActorTerminatedException refused =
                    assertThrows(ActorTerminatedException.class, () -> actor.tell(4));
            assertEquals(
                    "actor /gate takes no more messages: it was stopped", refused.getMessage());
            assertThrows(ActorTerminatedException.class, () -> actor.tryTell(4));
            assertThrows(ActorTerminatedException.class, () -> actor.tell(4, Rig.LONG));
            gate.open.countDown();
            assertEquals(Terminated.Cause.STOPPED, actor.join().cause());
            assertEquals(ActorState.TERMINATED, actor.state());
            assertEquals(List.of(0, 1, 2), gate.handled);
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aCancelEndsTheHandlersWaitAndGivesUpTheMailbox(Machine machine) throws Exception {
        Gate<Integer> gate = new Gate<>();
        Queue<Integer> undelivered = new ConcurrentLinkedQueue<>();
        try (Rig rig = new Rig(machine)) {
            Actor<Integer> actor =
                    rig.actor("gate", gate).onUndelivered(undelivered::add).start(rig.scheduler);
            actor.tell(0);
            gate.entered.await();
            actor.tell(1);
            actor.tell(2);
            actor.cancel("no need");
            actor.cancel("later");
            assertEquals(new Terminated(actor, Terminated.Cause.CANCELLED, null), actor.join());
            assertEquals(List.of(), gate.handled);
            assertEquals(List.of(1, 2), List.copyOf(undelivered));
            ActorTerminatedException refused =
                    assertThrows(ActorTerminatedException.class, () -> actor.tell(3));
            assertEquals(
                    "actor /gate takes no more messages: it was cancelled: no need",
                    refused.getMessage());
            assertEquals(List.of(), List.copyOf(rig.failures));
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aCancelOutdoesAStop(Machine machine) throws Exception {
        Gate<Integer> gate = new Gate<>();
        Queue<Integer> undelivered = new ConcurrentLinkedQueue<>();
        try (Rig rig = new Rig(machine)) {
            Actor<Integer> actor =
                    rig.actor("gate", gate).onUndelivered(undelivered::add).start(rig.scheduler);
            actor.tell(0);
            gate.entered.await();
            actor.tell(1);
            actor.stop();
            actor.cancel("at once");
            assertEquals(Terminated.Cause.CANCELLED, actor.join().cause());
            assertEquals(List.of(1), List.copyOf(undelivered));
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void theShutdownOfItsSchedulerCancelsIt(Machine machine) throws Exception {
        Queue<Integer> undelivered = new ConcurrentLinkedQueue<>();
        Gate<Integer> gate = new Gate<>();
        Actor<Integer> actor;
        try (Rig rig = new Rig(machine)) {
            actor = rig.actor("gate", gate).onUndelivered(undelivered::add).start(rig.scheduler);
            actor.tell(0);
            gate.entered.await();
            actor.tell(1);
        }
        assertEquals(Terminated.Cause.CANCELLED, actor.join().cause());
        assertEquals(List.of(1), List.copyOf(undelivered));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void actionsAtTheEndRunExactlyOnce(Machine machine) throws Exception {
        Queue<String> ran = new ConcurrentLinkedQueue<>();
        try (Rig rig = new Rig(machine)) {
            Actor<Integer> actor =
                    rig.<Integer>actor("ends", (message, self) -> {}).start(rig.scheduler);
            actor.onDone(end -> ran.add("first " + end.cause()));
            actor.onDone(
                    end -> {
                        throw new IllegalStateException("planted");
                    });
            actor.onDone(end -> ran.add("withdrawn")).close();
            actor.onDone(end -> ran.add("second " + end.actor().state()));
            actor.stop();
            actor.join();
            actor.cancel("again");
            assertEquals(List.of("first STOPPED", "second TERMINATED"), List.copyOf(ran));
            actor.onDone(end -> ran.add("late")).close();
            assertEquals(3, ran.size());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void whatWaitsForItsEnd(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            Queue<Throwable> own = new ConcurrentLinkedQueue<>();
            Actor<Integer> actor =
                    rig.<Integer>actor(
                                    "waited",
                                    (message, self) -> {
                                        try {
                                            self.self().join();
                                        } catch (IllegalStateException e) {
                                            own.add(e);
                                        }
                                    })
                            .start(rig.scheduler);
            assertNull(actor.join(Duration.ZERO));
            Coroutine<Terminated> waits = rig.scheduler.launch("waits", () -> actor.join());
            Coroutine<Terminated> stopped = rig.scheduler.launch("stopped", () -> actor.join());
            stopped.cancel();
            assertThrows(CancellationException.class, stopped::join);
            actor.tell(1);
            actor.stop();
            assertEquals(Terminated.Cause.STOPPED, waits.join().cause());
            assertEquals(Terminated.Cause.STOPPED, actor.join(Rig.LONG).cause());
            assertEquals(1, own.size());
        }
    }
}
