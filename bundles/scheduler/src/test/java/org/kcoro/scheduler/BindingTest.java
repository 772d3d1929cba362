// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which threads a coroutine sees around its waits. */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BindingTest {

    /**
     * Ways to ask for the current thread, too many for the compiler to inline: it may keep what one
     * of them answered across a suspension, and so hide a change.
     */
    private static final List<Supplier<Thread>> ASKING =
            List.of(
                    () -> Thread.currentThread(),
                    () -> pass(Thread.currentThread()),
                    () -> pass(pass(Thread.currentThread())),
                    () -> pass(pass(pass(Thread.currentThread()))));

    private static Thread pass(Thread thread) {
        return thread;
    }

    /** Under each switcher: bound to a worker, or a virtual thread of its own. */
    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#all")
    void aCoroutineAlwaysSeesTheSameThread(Machine machine) throws Exception {
        int pairs = 20;
        int rounds = 400;
        try (Rig rig = new Rig(machine);
                Rig other = new Rig(machine)) {
            List<Coroutine<Set<Thread>>> players = new ArrayList<>();
            for (int i = 0; i < pairs; i++) {
                Baton baton = new Baton();
                players.add(rig.call("even", () -> threadsOf(baton, 0, rounds)));
                // Half of them are woken by the worker of another scheduler.
                Rig odds = i % 2 == 0 ? rig : other;
                players.add(odds.call("odd", () -> threadsOf(baton, 1, rounds)));
            }
            Set<Thread> all = new HashSet<>();
            for (Coroutine<Set<Thread>> player : players) {
                Set<Thread> seen = player.join();
                assertEquals(1, seen.size(), seen::toString);
                all.addAll(seen);
            }
            if (machine.is("continuation")) {
                assertTrue(all.size() <= 2 * machine.workers(), all::toString);
            } else {
                assertEquals(2 * pairs, all.size(), "each has its own");
            }
        }
    }

    private static Set<Thread> threadsOf(Baton baton, int side, int rounds)
            throws InterruptedException {
        Set<Thread> seen = new HashSet<>();
        for (int mine = side; mine < rounds; mine += 2) {
            baton.take(mine);
            seen.add(ASKING.get((mine >> 1) % ASKING.size()).get());
            baton.pass(mine);
        }
        return seen;
    }

    /** Interrupt flags and class loaders that a body leaves behind reach no other one. */
    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#single")
    void theStateOfAThreadDoesNotReachTheNextCoroutine(Machine machine) throws Exception {
        ClassLoader loader = new ClassLoader() {};
        try (Rig rig = new Rig(machine)) {
            Gate gate = new Gate();
            Coroutine<Boolean> leaving =
                    rig.call(
                            "leaves things behind",
                            () -> {
                                Thread.currentThread().setContextClassLoader(loader);
                                gate.await();
                                boolean own =
                                        Thread.currentThread().getContextClassLoader() == loader;
                                Thread.currentThread().interrupt();
                                return own;
                            });
            rig.settle();
            Coroutine<List<Boolean>> clean =
                    rig.call(
                            "finds none",
                            () ->
                                    List.of(
                                            Thread.currentThread().isInterrupted(),
                                            Thread.currentThread().getContextClassLoader()
                                                    == loader));
            assertEquals(List.of(false, false), clean.join());
            gate.open();
            assertTrue(leaving.join());
            assertEquals(
                    List.of(false, false),
                    rig.in(
                            () ->
                                    List.of(
                                            Thread.currentThread().isInterrupted(),
                                            Thread.currentThread().getContextClassLoader()
                                                    == loader)));
        }
    }
}
