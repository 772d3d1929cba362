// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Latch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What follows a failure. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SupervisionTest {

    private static final String ALL = "org.kcoro.actors.Machine#all";
    private static final String SINGLE = "org.kcoro.actors.Machine#single";

    /** Adds up what it is told; negative numbers fail. Notes its life. */
    private static final class Sum implements ActorBody<Integer> {
        private final List<String> life;
        private int sum;

        Sum(List<String> life) {
            this.life = life;
            life.add("made");
        }

        @Override
        public void receive(Integer message, ActorContext<Integer> self) throws Exception {
            if (message == Integer.MIN_VALUE) {
                throw new IOException("planted");
            }
            if (message < 0) {
                throw new IllegalArgumentException("planted " + message);
            }
            sum += message;
            life.add(String.valueOf(sum));
        }

        @Override
        public void stopped(ActorContext<Integer> self) {
            life.add("stopped");
            if (sum == 100) {
                throw new IllegalStateException("planted at the end");
            }
        }
    }

    /** What happens in the life of one that has all messages before it handles the first. */
    private static List<String> lifeUnder(
            Rig rig, Supervision supervision, Terminated.Cause cause, int... messages)
            throws Exception {
        List<String> life = new ArrayList<>();
        Latch open = new Latch("open", 1);
        Actor<Integer> actor =
                rig.<Integer>setup(
                                "sum",
                                self -> {
                                    open.await();
                                    return new Sum(life);
                                })
                        .supervision(supervision)
                        .onUndelivered(message -> life.add("undelivered " + message))
                        .mailbox(box -> box.unlimited())
                        .start(rig.scheduler);
        for (int message : messages) {
            actor.tell(message);
        }
        open.countDown();
        actor.stop();
        assertEquals(cause, actor.join().cause());
        return life;
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void resumeKeepsTheState(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            assertEquals(
                    List.of("made", "1", "3", "6", "stopped"),
                    lifeUnder(
                            rig, Supervision.resume(), Terminated.Cause.STOPPED, 1, 2, -1, -2, 3));
            assertEquals(2, rig.failures.size());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void restartMakesItAnew(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            assertEquals(
                    List.of("made", "1", "3", "stopped", "made", "stopped", "made", "3", "stopped"),
                    lifeUnder(
                            rig, Supervision.restart(), Terminated.Cause.STOPPED, 1, 2, -1, -2, 3));
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void stopEndsItAndGivesUpItsMailbox(Machine machine) throws Exception {
        for (Supervision supervision : List.of(Supervision.stop(), Supervision.escalate())) {
            try (Rig rig = new Rig(machine)) {
                List<String> life = new ArrayList<>();
                Latch open = new Latch("open", 1);
                Actor<Integer> actor =
                        rig.<Integer>setup(
                                        "sum",
                                        self -> {
                                            open.await();
                                            return new Sum(life);
                                        })
                                .supervision(supervision)
                                .onUndelivered(message -> life.add("undelivered " + message))
                                .start(rig.scheduler);
                for (int message : new int[] {1, -1, 2, 3}) {
                    actor.tell(message);
                }
                open.countDown();
                Terminated end = actor.join();
                assertEquals(Terminated.Cause.FAILED, end.cause());
                assertEquals("planted -1", end.failure().getMessage());
                assertEquals(List.of(end.failure()), List.copyOf(rig.failures));
                assertEquals(
                        List.of("made", "1", "undelivered 2", "undelivered 3", "stopped"), life);
                ActorTerminatedException refused =
                        assertThrows(ActorTerminatedException.class, () -> actor.tell(4));
                assertSame(end.failure(), refused.getCause());
            }
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void theTypeOfAFailureDecides(Machine machine) throws Exception {
        Supervision supervision =
                Supervision.stop()
                        .on(IllegalArgumentException.class, Supervision.resume())
                        .on(IOException.class, Supervision.restart());
        try (Rig rig = new Rig(machine)) {
            assertEquals(
                    List.of("made", "1", "3", "stopped", "made", "4", "stopped"),
                    lifeUnder(
                            rig,
                            supervision,
                            Terminated.Cause.STOPPED,
                            1,
                            -1,
                            2,
                            Integer.MIN_VALUE,
                            4));
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void tooManyRestartsEndIt(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            List<String> life =
                    lifeUnder(
                            rig,
                            Supervision.restart().limit(2, Duration.ofHours(1)),
                            Terminated.Cause.FAILED,
                            -1,
                            -1,
                            -1,
                            5);
            assertEquals(
                    List.of(
                            "made",
                            "stopped",
                            "made",
                            "stopped",
                            "made",
                            "undelivered 5",
                            "stopped"),
                    life);
            assertEquals(3, rig.failures.size());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aBodyThatCannotBeMade(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            AtomicInteger tries = new AtomicInteger();
            ActorBuilder<Integer> builder =
                    rig.<Integer>setup(
                                    "late",
                                    self -> {
                                        if (tries.incrementAndGet() < 4) {
                                            throw new IOException("try " + tries);
                                        }
                                        return (message, s) -> self.self().stop();
                                    })
                            .onUndelivered(message -> {});
            Actor<Integer> restarts =
                    builder.supervision(Supervision.restart()).start(rig.scheduler);
            restarts.tell(1);
            assertEquals(Terminated.Cause.STOPPED, restarts.join().cause());
            assertEquals(4, tries.get());

            tries.set(0);
            Actor<Integer> resumes = builder.supervision(Supervision.resume()).start(rig.scheduler);
            assertEquals("try 1", resumes.join().failure().getMessage());

            Actor<Integer> none = rig.<Integer>setup("none", self -> null).start(rig.scheduler);
            assertEquals("actor /none: its factory made null", none.join().failure().getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void errorsOfTheJvmAreFailuresToo(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            List<Integer> handled = new ArrayList<>();
            Actor<Integer> actor =
                    rig.<Integer>actor("deep", (message, self) -> handled.add(deep(message)))
                            .supervision(Supervision.resume())
                            .start(rig.scheduler);
            actor.tell(Integer.MAX_VALUE);
            actor.tell(1);
            actor.stop();
            actor.join();
            assertEquals(List.of(1), handled);
            assertEquals(StackOverflowError.class, rig.failures.element().getClass());
        }
    }

    private static int deep(int levels) {
        return levels == 0 ? 0 : deep(levels - 1) + 1;
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void anActionForFailuresThatFailsChangesNothing(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            List<Integer> handled = new ArrayList<>();
            Actor<Integer> actor =
                    Actor.<Integer>builder("unlucky", (message, self) -> handled.add(1 / message))
                            .supervision(Supervision.resume())
                            .onFailure(
                                    (self, failure) -> {
                                        throw new IllegalStateException("planted");
                                    })
                            .start(rig.scheduler);
            actor.tell(0);
            actor.tell(1);
            actor.stop();
            actor.join();
            assertEquals(List.of(1), handled);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aCancelDuringTheBackOffEndsIt(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            List<Integer> undelivered = new ArrayList<>();
            Actor<Integer> actor =
                    rig.<Integer>actor("waits", (message, self) -> handle(1 / message))
                            .supervision(
                                    Supervision.restart()
                                            .backoff(Duration.ofHours(1), Duration.ofHours(1)))
                            .onUndelivered(undelivered::add)
                            .start(rig.scheduler);
            actor.tell(0);
            actor.tell(1);
            rig.settle();
            assertEquals(ActorState.RESTARTING, actor.state());
            assertEquals(
                    "back-off: restart of actor /waits",
                    rig.scheduler.liveCoroutines().get(0).waitReason().toString());
            actor.stop();
            rig.settle();
            // It still has a message to handle.
            assertEquals(ActorState.STOPPING, actor.state());
            actor.cancel("enough");
            assertEquals(Terminated.Cause.CANCELLED, actor.join().cause());
            assertEquals(List.of(1), undelivered);
        }
    }

    private static void handle(int ignored) {}

    @Test
    void badSettingsAreNamed() {
        Supervision.Restart restart = Supervision.restart();
        Duration second = Duration.ofSeconds(1);
        for (org.junit.jupiter.api.function.Executable bad :
                List.<org.junit.jupiter.api.function.Executable>of(
                        () -> restart.backoff(second.negated(), second),
                        () -> restart.backoff(second, Duration.ZERO),
                        () -> restart.jitter(1.1),
                        () -> restart.jitter(Double.NaN),
                        () -> restart.limit(0, second),
                        () -> restart.limit(1_001, second),
                        () -> restart.limit(1, Duration.ZERO))) {
            IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, bad);
            assertTrue(refused.getMessage().startsWith("supervision: "), refused::getMessage);
            assertTrue(refused.getMessage().contains("must be"), refused::getMessage);
        }
        assertThrows(NullPointerException.class, () -> restart.on(null, restart));
        assertThrows(NullPointerException.class, () -> restart.on(Error.class, null));
    }
}
