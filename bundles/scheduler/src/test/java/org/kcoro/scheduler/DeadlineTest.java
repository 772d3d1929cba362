// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Deadlines as tokens: {@link Scheduler#timeout}. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeadlineTest {

    private static final String ALL = "org.kcoro.scheduler.Machine#all";
    private static final String SINGLE = "org.kcoro.scheduler.Machine#single";

    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @MethodSource(ALL)
    void noneComesEarly(Machine machine) {
        Seeded.run(random -> await(machine, random));
    }

    private static void await(Machine machine, SplittableRandom random) throws Exception {
        int count = 200;
        try (Rig rig = new Rig(machine)) {
            ConcurrentLinkedQueue<Long> early = new ConcurrentLinkedQueue<>();
            Latch all = new Latch("all", count);
            List<CancellationToken> tokens = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long nanos = random.nextLong(3_000_000);
                long begin = System.nanoTime();
                CancellationToken token = rig.scheduler.timeout(null, Duration.ofNanos(nanos));
                token.onCancel(
                        () -> {
                            long waited = System.nanoTime() - begin;
                            if (waited < nanos) {
                                early.add(nanos - waited);
                            }
                            all.countDown();
                        });
                tokens.add(token);
            }
            all.await();
            assertEquals(List.of(), List.copyOf(early));
            for (CancellationToken token : tokens) {
                String reason = token.reason().getMessage();
                assertTrue(reason.startsWith("timed out after PT"), reason);
                token.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void itEndsTheWaitOfACoroutineAndOfAThread(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine);
                CancellationToken token = rig.scheduler.timeout(null, Duration.ofMillis(2))) {
            Coroutine<Void> coroutine =
                    rig.scheduler.launch(
                            LaunchOptions.named("waits").under(token), new Gate()::await);
            String message =
                    assertThrows(
                                    CancellationException.class,
                                    () ->
                                            token.call(
                                                    () -> {
                                                        new Gate().await();
                                                        return null;
                                                    }))
                            .getMessage();
            assertEquals("timed out after PT0.002S", message);
            assertEquals(CoroutineState.CANCELLED, Rig.ended(coroutine));
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aTimeoutOfNothingOrLessHasPassed(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            for (Duration timeout :
                    List.of(
                            Duration.ZERO,
                            Duration.ofNanos(-1),
                            Duration.ofSeconds(Long.MIN_VALUE))) {
                try (CancellationToken token = rig.scheduler.timeout(null, timeout)) {
                    Latch passed = new Latch("passed", 1);
                    token.onCancel(passed::countDown);
                    passed.await();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void oneThatIsFarAheadDoesNotPass(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine);
                CancellationToken farthest =
                        rig.scheduler.timeout(null, Duration.ofSeconds(Long.MAX_VALUE));
                CancellationToken far = rig.scheduler.timeout(null, HOUR)) {
            // Others have come up meanwhile.
            rig.launch("sleeps", () -> Coroutine.sleep(Duration.ofMillis(1))).join();
            assertFalse(farthest.isCancelled());
            assertFalse(far.isCancelled());
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void aClosedOneDoesNotPass(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            long nanos = 50_000_000;
            List<CancellationToken> closed = new ArrayList<>();
            while (closed.size() < 1_000) {
                long begin = System.nanoTime();
                CancellationToken token = rig.scheduler.timeout(null, Duration.ofNanos(nanos));
                token.close();
                token.close();
                // Else this thread was stopped for so long that its time came before the close.
                if (System.nanoTime() - begin < nanos) {
                    closed.add(token);
                }
            }
            try (CancellationToken last = rig.scheduler.timeout(null, Duration.ofMillis(60))) {
                Latch passed = new Latch("passed", 1);
                last.onCancel(passed::countDown);
                passed.await();
            }
            assertTrue(closed.stream().noneMatch(CancellationToken::isCancelled));
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void itsParentCancelsItToo(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            CancellationToken parent = CancellationToken.create();
            try (CancellationToken token = rig.scheduler.timeout(parent, HOUR)) {
                Coroutine<Void> coroutine =
                        rig.scheduler.launch(
                                LaunchOptions.named("waits").under(token), new Gate()::await);
                parent.cancel("before the time");
                assertEquals(CoroutineState.CANCELLED, Rig.ended(coroutine));
                assertEquals("before the time", token.reason().getMessage());
            }
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void itPassesForItsDescendantsAndNotForItsParent(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            CancellationToken parent = CancellationToken.create();
            try (CancellationToken token = rig.scheduler.timeout(parent, Duration.ofMillis(1))) {
                Latch passed = new Latch("passed", 1);
                token.child().child().onCancel(passed::countDown);
                passed.await();
                assertFalse(parent.isCancelled());
            }
        }
    }

    /** The next timers come up all the same. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void anActionThatFailsEndsNoTimer(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            for (Throwable thrown :
                    List.of(
                            new ShortError("an error, on purpose, for the log"),
                            new ShortException("an exception, on purpose, for the log"))) {
                Latch passed = new Latch("passed", 1);
                for (int millis = 1; !failsOnTheTimer(rig, millis, passed, thrown); millis *= 2) {
                    // The timer was faster than this thread.
                    passed = new Latch("passed", 1);
                }
                passed.await();
                rig.launch("sleeps", () -> Coroutine.sleep(Duration.ofMillis(1))).join();
            }
        }
    }

    /** Adds an action that fails to a timeout; false when that ran here, for it had passed. */
    private static boolean failsOnTheTimer(Rig rig, int millis, Latch passed, Throwable thrown) {
        CancellationToken token = rig.scheduler.timeout(null, Duration.ofMillis(millis));
        token.onCancel(passed::countDown);
        try {
            token.onCancel(
                    () -> {
                        if (thrown instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) thrown;
                    });
            return true;
        } catch (ShortException | ShortError e) {
            return false;
        }
    }

    private static final class ShortException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ShortException(String message) {
            super(message, null, false, false);
        }
    }

    private static final class ShortError extends Error {
        private static final long serialVersionUID = 1L;

        ShortError(String message) {
            super(message, null, false, false);
        }
    }

    @ParameterizedTest
    @MethodSource(SINGLE)
    void afterShutdownThereIsNone(Machine machine) throws Exception {
        Rig rig = new Rig(machine);
        rig.shutdown();
        String message =
                assertThrows(IllegalStateException.class, () -> rig.scheduler.timeout(null, HOUR))
                        .getMessage();
        assertTrue(message.contains("shut down"), message);
        assertTrue(message.contains("PT1H"), message);
    }

    /** Adding and cancelling costs the same with a million pending as with none. */
    @ParameterizedTest
    @MethodSource(SINGLE)
    void aMillionArePendingAndAreClosed(Machine machine) throws Exception {
        int count = Effort.of(machine.is("virtual-thread") ? 1_000_000 : 1_000, 1_000_000);
        try (Rig rig = new Rig(machine)) {
            CancellationToken[] tokens = new CancellationToken[count];
            for (int i = 0; i < count; i++) {
                tokens[i] = rig.scheduler.timeout(null, HOUR.plusNanos(i * 7919L % 1_000_003));
            }
            rig.launch("sleeps beside them", () -> Coroutine.sleep(Duration.ofMillis(1))).join();
            for (CancellationToken token : tokens) {
                assertFalse(token.isCancelled());
                token.close();
            }
            rig.launch("sleeps after them", () -> Coroutine.sleep(Duration.ofMillis(1))).join();
        }
    }
}
