// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.kcoro.port.Port;
import org.kcoro.switcher.Context;
import org.kcoro.switcher.ContextSwitcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a {@link ContextSwitcher} must do. Extend it, in the tests of the switcher:
 *
 * <pre>{@code
 * class MySwitcherTest extends ContextSwitcherKit {
 *     protected ContextSwitcher newSwitcher() {
 *         return new MySwitcher();
 *     }
 *     protected SwitcherCapabilities capabilities() {
 *         return SwitcherCapabilities.ALL;
 *     }
 * }
 * }</pre>
 *
 * <p>The tests run turns themselves, most of them one after another on one thread, so they need no
 * scheduler. What a switcher does not claim to do is not tested.
 */
public abstract class ContextSwitcherKit extends SwitcherLeakTests {

    private static final int ROUNDS = 40_000;

    /** For subclasses. */
    protected ContextSwitcherKit() {}

    @Test
    public void noWakeIsLostBesideThoseWhoLook() throws Exception {
        wakeOneAnother(
                context -> {
                    context.stack();
                    context.isParked();
                });
    }

    @Test
    public void noTurnRunsBesideAnother() throws Exception {
        // More wakes than there is reason to.
        wakeOneAnother(Context::unpark);
    }

    /**
     * Two bodies wake one another by turns on two workers, while a thread disturbs their contexts.
     */
    private void wakeOneAnother(Consumer<Context> disturbance) throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger turn = new AtomicInteger();
        // Without a lock: what happened before an unpark is seen after the park.
        int[] count = {0};
        Context[] contexts = new Context[2];
        try (TurnWorkers workers = new TurnWorkers(switcher, 2)) {
            for (int side = 0; side < 2; side++) {
                int first = side;
                contexts[side] =
                        workers.body(
                                        "side " + side,
                                        self -> {
                                            for (int i = first; i < ROUNDS; i += 2) {
                                                while (turn.get() != i) {
                                                    self.context().park();
                                                }
                                                count[0]++;
                                                turn.incrementAndGet();
                                                contexts[1 - first].unpark();
                                            }
                                        })
                                .context();
            }
            for (Context context : contexts) {
                context.start();
            }
            Party<Void> disturber =
                    Party.start(
                            Party.Kind.PLATFORM_THREAD,
                            "the one that disturbs",
                            null,
                            () -> disturb(contexts, disturbance, ended));
            try {
                workers.awaitEnd(patience());
            } finally {
                ended.set(true);
            }
            disturber.get(patience());
        }
        assertEquals(ROUNDS, count[0]);
    }

    private static Void disturb(
            Context[] contexts, Consumer<Context> disturbance, AtomicBoolean ended) {
        while (!ended.get()) {
            for (Context context : contexts) {
                disturbance.accept(context);
            }
            // One that loses its processor amid a look holds a context up: rather here.
            Thread.yield();
        }
        return null;
    }

    @Test
    public void aMonitorIsHeldAcrossAPark() throws Exception {
        Assumptions.assumeTrue(capabilities().monitorsSafe(), "monitors are not safe");
        Object monitor = new Object();
        AtomicBoolean held = new AtomicBoolean();
        AtomicBoolean entered = new AtomicBoolean();
        AtomicBoolean released = new AtomicBoolean();
        AtomicReference<Thread> contender = new AtomicReference<>();
        try (TurnWorkers workers = new TurnWorkers(switcher, 2)) {
            TestedBody second =
                    workers.body(
                            "contender",
                            self -> {
                                contender.set(Thread.currentThread());
                                synchronized (monitor) {
                                    entered.set(true);
                                    assertFalse(held.get(), "two are in one monitor");
                                }
                            });
            TestedBody first =
                    workers.body(
                            "holder",
                            self -> {
                                synchronized (monitor) {
                                    held.set(true);
                                    // On the holder's worker, where that is the danger.
                                    second.home = self.home;
                                    second.context().start();
                                    while (!released.get()) {
                                        self.context().park();
                                    }
                                    held.set(false);
                                }
                            });
            first.context().start();
            // Until the second stands before the monitor, or is inside where it must not be.
            Body watcher =
                    () -> {
                        while (!entered.get()
                                && (contender.get() == null
                                        || contender.get().getState() != Thread.State.BLOCKED)) {
                            Thread.yield();
                        }
                    };
            TestThreads.run(Port.system()::newThread, patience(), List.of(watcher));
            released.set(true);
            first.context().unpark();
            workers.awaitEnd(patience());
        }
    }

    /**
     * Ordinary Java between suspensions, compiled by C2, on two workers: a plain lock keeps its
     * promise. A bare continuation that migrates fails this, for C2 takes the current thread for a
     * constant of a compiled frame.
     */
    @Test
    public void aLockBetweenSuspensionsKeepsItsPromise() throws Exception {
        LockRun run = new LockRun(new ReentrantLock(), capabilities().ownThread());
        run.run(switcher, meetings(), patience());
        assertEquals(0, run.overlaps(), "overlaps");
        assertEquals(0, run.strangers(), "another thread after a suspension");
        assertEquals(LockRun.expectedCount(meetings()), run.count());
        if (capabilities().migrates()) {
            assertTrue(run.migrations() > 0, "nothing has migrated");
        } else {
            assertEquals(0, run.migrations(), "migrations");
        }
    }
}
