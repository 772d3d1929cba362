// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.kcoro.scheduler.Scheduler;

/**
 * Makes a test that hangs readable: a JUnit extension that dumps the coroutines, with their stacks,
 * of the schedulers that it is told of.
 *
 * <pre>{@code
 * @RegisterExtension
 * final CoroutineDumps dumps = CoroutineDumps.after(Duration.ofSeconds(60));
 *
 * @Test
 * void aTest() {
 *     try (Scheduler scheduler = dumps.watch(Scheduler.builder().build())) {
 * }</pre>
 *
 * <p>A test that takes longer than the patience is interrupted, and fails with the dump, which was
 * taken before the interrupt. A test that fails by a {@link TimeoutException}, its own or that of
 * JUnit's {@code @Timeout}, gets the dump as a suppressed exception. One for each test instance.
 */
public final class CoroutineDumps implements InvocationInterceptor {

    private final Duration patience;
    private final List<Scheduler> schedulers = new CopyOnWriteArrayList<>();

    private CoroutineDumps(Duration patience) {
        this.patience = patience;
    }

    /**
     * An extension.
     *
     * @param patience only a broken test takes that long
     */
    public static CoroutineDumps after(Duration patience) {
        return new CoroutineDumps(patience);
    }

    /** Dumps a scheduler, too, when the test hangs. Answers the scheduler. */
    public Scheduler watch(Scheduler scheduler) {
        schedulers.add(scheduler);
        return scheduler;
    }

    /** The dumps of all schedulers, for people. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        for (Scheduler scheduler : schedulers) {
            try {
                text.append(scheduler.dump(true).toText());
            } catch (RuntimeException e) {
                text.append("no dump of scheduler ")
                        .append(scheduler.name())
                        .append(": ")
                        .append(e);
            }
            text.append('\n');
        }
        return text.toString();
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext extensionContext)
            throws Throwable {
        watched(invocation);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext extensionContext)
            throws Throwable {
        watched(invocation);
    }

    private void watched(Invocation<Void> invocation) throws Throwable {
        Watchdog watchdog = new Watchdog(Thread.currentThread());
        watchdog.start();
        Throwable failure = null;
        try {
            invocation.proceed();
        } catch (Throwable e) {
            failure = e;
        }
        String dump = watchdog.stop();
        if (dump != null) {
            throw new AssertionError(
                    "the test took longer than " + patience.toSeconds() + " s\n" + dump, failure);
        }
        if (failure != null) {
            if (isTimeout(failure)) {
                failure.addSuppressed(new HangingCoroutines(toText()));
            }
            throw failure;
        }
    }

    private static boolean isTimeout(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** A dump that goes with a failure. */
    private static final class HangingCoroutines extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HangingCoroutines(String dump) {
            super("the coroutines at the time-out:\n" + dump, null, false, false);
        }
    }

    /** Waits for the end of the test, and no longer than the patience. */
    private final class Watchdog implements Runnable {
        private final Thread test;
        private final Thread thread = new Thread(this, "testkit-watchdog");

        // Guarded by this.
        private boolean over;
        private String dump;

        Watchdog(Thread test) {
            this.test = test;
            thread.setDaemon(true);
        }

        void start() {
            thread.start();
        }

        /** Ends it, and answers the dump if it has taken one. */
        synchronized String stop() {
            over = true;
            notifyAll();
            return dump;
        }

        @Override
        public synchronized void run() {
            long deadline = System.nanoTime() + patience.toNanos();
            try {
                while (!over) {
                    long millis = (deadline - System.nanoTime()) / 1_000_000;
                    if (millis <= 0) {
                        dump = toText();
                        test.interrupt();
                        return;
                    }
                    wait(millis);
                }
            } catch (InterruptedException e) {
                // Nobody has reason to; then it watches no longer.
                Thread.currentThread().interrupt();
            }
        }
    }
}
