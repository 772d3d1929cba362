// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextOwner;
import org.kcoro.switcher.ContextSwitcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What happens to a coroutine that is listed as live and whose launch has not returned. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnstartedTest {

    /** A switcher whose contexts tell when they are about to start, and when they are unparked. */
    private static final class Interposed implements ContextSwitcher {
        private final ContextSwitcher real;
        private volatile Runnable beforeStart = () -> {};
        private volatile Runnable afterUnpark = () -> {};

        Interposed(ContextSwitcher real) {
            this.real = real;
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
                    beforeStart.run();
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
                public boolean isParked() {
                    return context.isParked();
                }

                @Override
                public boolean hasEnded() {
                    return context.hasEnded();
                }

                @Override
                public StackTraceElement[] stack() {
                    return context.stack();
                }

                @Override
                public void unpark() {
                    try {
                        context.unpark();
                    } finally {
                        afterUnpark.run();
                    }
                }
            };
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#all")
    void itCanBeCancelled(Machine machine) throws Exception {
        Interposed switcher = new Interposed(machine.switcher());
        try (Rig rig = new Rig(new Machine(switcher, machine.workers()))) {
            AtomicReference<List<Coroutine<?>>> listed = new AtomicReference<>();
            switcher.beforeStart =
                    () -> {
                        listed.set(rig.scheduler.liveCoroutines());
                        listed.get().forEach(Coroutine::cancel);
                    };
            Coroutine<Void> coroutine = rig.launch("not started", new Gate()::await);
            assertEquals(List.of(coroutine), listed.get());
            assertEquals(CoroutineState.CANCELLED, Rig.ended(coroutine));
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.scheduler.Machine#all")
    void itCanBeShutDown(Machine machine) throws Exception {
        Interposed switcher = new Interposed(machine.switcher());
        Scheduler scheduler =
                Scheduler.builder().switcher(switcher).workers(machine.workers()).build();
        AtomicReference<FutureTask<List<Coroutine<?>>>> shutdown = new AtomicReference<>();
        CountDownLatch cancelled = new CountDownLatch(1);
        switcher.afterUnpark = cancelled::countDown;
        switcher.beforeStart =
                () -> {
                    shutdown.set(
                            Rig.thread(
                                    "shuts down",
                                    () -> scheduler.shutdown(Duration.ofSeconds(120))));
                    try {
                        cancelled.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                };
        Coroutine<Void> coroutine = scheduler.launch("not started", new Gate()::await);
        assertEquals(List.of(), Rig.get(shutdown.get()));
        assertEquals(CoroutineState.CANCELLED, coroutine.state());
    }
}
