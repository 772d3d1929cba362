// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Latch;
import org.kcoro.scheduler.Scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Actors in scopes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScopeTest {

    private static final String ALL = "org.kcoro.actors.Machine#all";

    @ParameterizedTest
    @MethodSource(ALL)
    void aScopeEndsBehindItsActors(Machine machine) throws Exception {
        Queue<Integer> handled = new ConcurrentLinkedQueue<>();
        try (Rig rig = new Rig(machine)) {
            Actor<Integer> actor =
                    Scope.run(
                            rig.scheduler,
                            "scope",
                            scope -> {
                                Actor<Integer> in =
                                        rig.<Integer>actor("in", (m, self) -> handled.add(m))
                                                .start(scope);
                                for (int i = 0; i < 10; i++) {
                                    in.tell(i);
                                }
                                in.stop();
                                return in;
                            });
            assertEquals(10, handled.size());
            assertEquals(Terminated.Cause.STOPPED, actor.join().cause());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theCancelOfAScopeReachesActorsAndTheirChildren(Machine machine) throws Exception {
        Queue<String> ends = new ConcurrentLinkedQueue<>();
        Queue<Integer> undelivered = new ConcurrentLinkedQueue<>();
        try (Rig rig = new Rig(machine)) {
            Latch born = new Latch("born", 1);
            assertThrows(
                    CancellationException.class,
                    () ->
                            Scope.run(
                                    rig.scheduler,
                                    "scope",
                                    scope -> {
                                        Actor<Integer> parent =
                                                rig.<Integer>actor(
                                                                "p",
                                                                (message, self) -> {
                                                                    rig.<Integer>actor(
                                                                                    "c",
                                                                                    (m, s) -> {})
                                                                            .start(self)
                                                                            .onDone(
                                                                                    e ->
                                                                                            ends
                                                                                                    .add(
                                                                                                            "c "
                                                                                                                    + e
                                                                                                                            .cause()));
                                                                    born.countDown();
                                                                    new Latch("never", 1).await();
                                                                })
                                                        .onUndelivered(undelivered::add)
                                                        .start(scope);
                                        parent.onDone(e -> ends.add("p " + e.cause()));
                                        parent.tell(1);
                                        parent.tell(2);
                                        born.await();
                                        scope.cancel("enough");
                                        return null;
                                    }));
            assertEquals(List.of("c CANCELLED", "p CANCELLED"), List.copyOf(ends));
            assertEquals(List.of(2), List.copyOf(undelivered));
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theFailureOfAnActorIsItsScopes(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            ExecutionException failed =
                    assertThrows(
                            ExecutionException.class,
                            () ->
                                    Scope.run(
                                            rig.scheduler,
                                            "scope",
                                            scope -> {
                                                rig.<Integer>actor(
                                                                "fails",
                                                                (m, self) -> {
                                                                    throw new IllegalStateException(
                                                                            "planted");
                                                                })
                                                        .start(scope)
                                                        .tell(1);
                                                new Latch("never", 1).await();
                                                return null;
                                            }));
            assertEquals("planted", failed.getCause().getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theCancelOfAnActorIsNotItsScopes(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            assertEquals(
                    Terminated.Cause.CANCELLED,
                    Scope.run(
                            rig.scheduler,
                            "scope",
                            scope -> {
                                Actor<Integer> actor =
                                        rig.<Integer>actor("in", (m, self) -> {}).start(scope);
                                actor.cancel("alone");
                                return actor.join().cause();
                            }));
        }
    }
}
