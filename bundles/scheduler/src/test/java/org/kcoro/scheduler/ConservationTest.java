// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextOwner;
import org.kcoro.switcher.ContextSwitcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Random parks, unparks, cancels, steals, resizes and a shutdown: each coroutine that was launched
 * ends once, and none that was woken stays behind. The harness is shown red on a switcher that
 * loses an unpark.
 */
@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConservationTest {

    private static final int LAUNCHED = 2_000;

    /** Only what is lost takes that long. */
    static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final ContextSwitcher DEFAULT =
            Machine.single().filter(m -> m.is("virtual-thread")).findAny().orElseThrow().switcher();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void nothingIsLost(int workers) {
        Seeded.run(
                random -> {
                    for (int i = 0; i < Effort.of(5, 200); i++) {
                        run(DEFAULT, workers, random.split(), PATIENCE);
                    }
                });
    }

    /** A lost unpark may be one that another one makes up for; some seed shows one that counts. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void aLostUnparkIsFound(int workers) {
        AssertionError lost =
                assertThrows(
                        AssertionError.class,
                        () -> {
                            for (long seed = 0; seed < 50; seed++) {
                                run(
                                        new Losing(DEFAULT, 700),
                                        workers,
                                        new SplittableRandom(seed),
                                        Duration.ofMillis(300));
                            }
                        });
        assertTrue(lost.getMessage().contains("left behind"), lost::toString);
    }

    static void run(
            ContextSwitcher switcher, int workers, SplittableRandom random, Duration patience)
            throws Exception {
        AtomicInteger ends = new AtomicInteger();
        ConcurrentLinkedQueue<Semaphore> grants = new ConcurrentLinkedQueue<>();
        List<Coroutine<Void>> launched = new ArrayList<>();
        Scheduler scheduler =
                Scheduler.builder().name("conserves").switcher(switcher).workers(workers).build();
        SplittableRandom ofResizer = random.split();
        Latch enough = new Latch("enough", 1);
        FutureTask<Void> resizing =
                Rig.thread(
                        "resizes",
                        () -> {
                            while (enough.count() > 0) {
                                scheduler.resize(1 + ofResizer.nextInt(workers));
                                Thread.yield();
                            }
                            return null;
                        });
        try {
            for (int i = 0; i < LAUNCHED; i++) {
                SplittableRandom own = random.split();
                Coroutine<Void> coroutine = scheduler.launch("conserved", () -> work(own, grants));
                coroutine.whenDone(ends::incrementAndGet);
                launched.add(coroutine);
                if (random.nextInt(10) == 0) {
                    launched.get(random.nextInt(launched.size())).cancel();
                }
                grant(grants);
            }
            // All that wait are served now: every one must end without being cancelled.
            long deadline = System.nanoTime() + patience.toNanos();
            for (Coroutine<Void> each : launched) {
                while (!each.awaitEnd(Duration.ofMillis(5)) && System.nanoTime() < deadline) {
                    grant(grants);
                }
                if (!each.state().isDone()) {
                    throw new AssertionError("left behind: " + each);
                }
                assertTrue(each.state() != CoroutineState.FAILED, each::toString);
            }
        } finally {
            enough.countDown();
            Rig.get(resizing);
            // The planted fault may have lost the cancel, too.
            scheduler.shutdown(patience);
        }
        // Who was seen to have ended may still be on its way to tell so.
        assertEquals(List.of(), scheduler.shutdown(PATIENCE));
        assertEquals(LAUNCHED, ends.get());
        SchedulerCounters counters = scheduler.counters();
        assertEquals(LAUNCHED, counters.submitted());
        assertEquals(LAUNCHED, counters.completed());
    }

    private static void grant(ConcurrentLinkedQueue<Semaphore> grants) {
        for (Semaphore next = grants.poll(); next != null; next = grants.poll()) {
            next.release();
        }
    }

    private static void work(SplittableRandom random, ConcurrentLinkedQueue<Semaphore> grants)
            throws InterruptedException {
        for (int steps = random.nextInt(5); steps >= 0; steps--) {
            switch (random.nextInt(5)) {
                case 0 -> Coroutine.yield();
                case 1 -> Coroutine.sleep(Duration.ofNanos(random.nextInt(20_000)));
                default -> {
                    Semaphore granted = new Semaphore("grant", 0);
                    grants.add(granted);
                    granted.acquire();
                }
            }
        }
    }

    /** A switcher that drops one unpark of a body that is parked. */
    private static final class Losing implements ContextSwitcher {
        private final ContextSwitcher real;
        private final AtomicInteger left;

        Losing(ContextSwitcher real, int left) {
            this.real = real;
            this.left = new AtomicInteger(left);
        }

        @Override
        public String name() {
            return real.name();
        }

        @Override
        public boolean migrates() {
            return real.migrates();
        }

        @Override
        public Context newContext(ContextOwner owner) {
            Context context = real.newContext(owner);
            return new Context(owner) {
                @Override
                public void start() {
                    context.start();
                }

                @Override
                public void park() {
                    context.park();
                }

                @Override
                public void yield() {
                    context.yield();
                }

                @Override
                public void unpark() {
                    if (!context.isParked() || left.decrementAndGet() != 0) {
                        context.unpark();
                    }
                }

                @Override
                public boolean isParked() {
                    return context.isParked();
                }

                @Override
                public StackTraceElement[] stack() {
                    return context.stack();
                }

                @Override
                public boolean hasEnded() {
                    return context.hasEnded();
                }
            };
        }
    }
}
