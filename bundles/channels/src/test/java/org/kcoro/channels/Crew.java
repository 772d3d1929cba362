// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

import org.kcoro.port.Port;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineBody;
import org.kcoro.scheduler.CoroutineState;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.Scheduler;
import org.kcoro.scheduler.WaitReason;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Coroutines of a simulated machine that do, and are cancelled, as random numbers will have it. */
final class Crew {

    /** A few steps of the machine, so that timeouts and hand-overs meet. */
    static final int MAX_WAIT_NANOS = 1_500;

    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final WaitReason PAUSE = new WaitReason("pause", "crew");

    /** What one of the crew does. */
    @FunctionalInterface
    interface Role {
        void play(SplittableRandom own) throws Exception;
    }

    final SplittableRandom random;
    private final Scheduler scheduler;
    private final List<Throwable> failures = new ArrayList<>();
    private final List<Coroutine<?>> coroutines = new ArrayList<>();

    Crew(Port port, Machine machine) {
        random = new SplittableRandom(port.nextRandom());
        scheduler =
                Scheduler.builder()
                        .name("simulated")
                        .port(port)
                        .switcher(machine.unchecked().switcher())
                        .workers(machine.workers())
                        .failureHandler((coroutine, failure) -> failures.add(failure))
                        .build();
    }

    /** Where they run. */
    Scheduler scheduler() {
        return scheduler;
    }

    /** Launches one with random numbers of its own. */
    void launch(String name, Role role) {
        SplittableRandom own = random.split();
        coroutines.add(scheduler.launch(name, () -> role.play(own)));
    }

    /** Launches some that each cancel one of those launched before. */
    void launchCancels(int count) {
        List<Coroutine<?>> victims = List.copyOf(coroutines);
        for (int i = 0; i < count; i++) {
            Coroutine<?> victim = victims.get(random.nextInt(victims.size()));
            launch(
                    "cancels",
                    own -> {
                        pause(own);
                        victim.cancel();
                    });
        }
    }

    /** Launches one that ends it all, for those that wait without a deadline. */
    void launchEnd(CoroutineBody end) {
        launch(
                "ends",
                own -> {
                    pause(own.nextLong(4 * MAX_WAIT_NANOS));
                    end.run();
                });
    }

    /** Waits for all of them; nothing may be left or have failed. */
    void end() throws InterruptedException {
        for (Coroutine<?> coroutine : coroutines) {
            try {
                coroutine.join();
            } catch (CancellationException e) {
                assertEquals(CoroutineState.CANCELLED, coroutine.state());
            } catch (ExecutionException e) {
                throw new AssertionError(coroutine + " failed: " + e.getCause(), e.getCause());
            }
        }
        assertEquals(List.of(), scheduler.shutdown(PATIENCE), "left after shutdown");
        assertEquals(List.of(), failures, "failures that nobody joined");
    }

    static void pause(SplittableRandom own) throws InterruptedException {
        pause(own.nextLong(MAX_WAIT_NANOS));
    }

    private static void pause(long nanos) throws InterruptedException {
        Parker parker = Parker.current();
        parker.checkStop();
        parker.parkUntil(PAUSE, parker.nanoTime() + nanos);
    }

    static Duration timeout(SplittableRandom own) {
        return Duration.ofNanos(1 + own.nextInt(MAX_WAIT_NANOS));
    }
}
