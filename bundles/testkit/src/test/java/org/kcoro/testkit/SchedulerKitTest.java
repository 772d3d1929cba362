// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.kcoro.scheduler.CancellationToken;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.LaunchOptions;
import org.kcoro.scheduler.Scheduler;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** The tests of the kit find the faults that are planted for them. */
class SchedulerKitTest {

    private static final Duration LONG = Duration.ofSeconds(300);

    /** For faults by which a test hangs: it has to wait until the kit gives up. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    private static UnaryOperator<Scheduler> fault;
    private static boolean reportsFailures;
    private static String switcher;
    private static Duration patience;

    static final class Subject extends SchedulerKit {

        @Override
        protected Scheduler newScheduler(BiConsumer<Coroutine<?>, Throwable> failureHandler) {
            return fault.apply(
                    Scheduler.builder()
                            .name("subject")
                            .workers(2)
                            .switcher(switcher)
                            .failureHandler(
                                    reportsFailures ? failureHandler : (coroutine, failure) -> {})
                            .build());
        }

        @Override
        protected Duration patience() {
            return patience;
        }
    }

    private static Throwable red(
            String test, Duration until, boolean reports, UnaryOperator<Scheduler> planted) {
        fault = planted;
        reportsFailures = reports;
        patience = until;
        return KitRun.assertRed(Subject.class, test);
    }

    private static void assertRed(String test, UnaryOperator<Scheduler> planted) {
        red(test, LONG, true, planted);
    }

    private static void assertHangs(String test, UnaryOperator<Scheduler> planted) {
        Throwable failure = red(test, SHORT, true, planted);
        String said = failure.getMessage();
        assertTrue(
                said.contains("does not end") || said.contains("took longer than"),
                failure::toString);
    }

    @Test
    void aSchedulerWithoutFaultPasses() {
        fault = UnaryOperator.identity();
        reportsFailures = true;
        patience = LONG;
        KitRun.assertGreen(Subject.class);
    }

    /** What becomes of a body. */
    private interface BodyFault {
        Callable<?> plant(Callable<?> body);
    }

    private static UnaryOperator<Scheduler> bodies(BodyFault planted) {
        return real ->
                Faulty.in(
                        Scheduler.class,
                        real,
                        "launch",
                        a -> real.launch((LaunchOptions) a[0], planted.plant((Callable<?>) a[1])));
    }

    @Test
    void aLaunchThatIsDroppedIsFound() {
        AtomicInteger launches = new AtomicInteger();
        assertRed(
                "everyLaunchRunsOnce",
                bodies(body -> launches.incrementAndGet() % 1_000 == 0 ? () -> null : body));
    }

    @Test
    void aBodyThatRunsTwiceIsFound() {
        assertRed(
                "everyLaunchRunsOnce",
                bodies(
                        body ->
                                () -> {
                                    body.call();
                                    return body.call();
                                }));
    }

    @Test
    void aFailureThatIsSwallowedIsFound() {
        red(
                "aFailureThatNobodyJoinsIsReportedAndEndsNoWorker",
                LONG,
                false,
                UnaryOperator.identity());
        BodyFault swallowing =
                body ->
                        () -> {
                            try {
                                return body.call();
                            } catch (CancellationException e) {
                                throw e;
                            } catch (Throwable e) {
                                return null;
                            }
                        };
        assertRed("aJoinThrowsTheFailure", bodies(swallowing));
        assertRed("coroutinesJoinOneAnother", bodies(swallowing));
    }

    @Test
    void aFailureThatIsReportedThoughNobodyWantsItIsFound() {
        assertRed(
                "aJoinThrowsTheFailure",
                real ->
                        Faulty.in(
                                Scheduler.class,
                                real,
                                "launch",
                                a ->
                                        real.launch(
                                                LaunchOptions.named("reporting"),
                                                (Callable<?>) a[1])));
    }

    @Test
    void aCancelThatIsIgnoredIsFound() {
        assertHangs(
                "aCancelWakesOneThatWaits",
                real ->
                        Faulty.in(
                                Scheduler.class,
                                real,
                                "launch",
                                a -> {
                                    Coroutine<?> launched =
                                            real.launch((LaunchOptions) a[0], (Callable<?>) a[1]);
                                    return Faulty.in(
                                            Coroutine.class, launched, "cancel", none -> null);
                                }));
        assertHangs(
                "aTokenWakesThoseThatWaitUnderIt",
                real ->
                        Faulty.in(
                                Scheduler.class,
                                real,
                                "launch",
                                a ->
                                        real.launch(
                                                ((LaunchOptions) a[0]).under(null),
                                                (Callable<?>) a[1])));
        assertHangs(
                "aTimeoutCancelsItsToken",
                real ->
                        Faulty.in(
                                Scheduler.class, real, "timeout", a -> CancellationToken.create()));
    }

    @Test
    void aCancelThatDisturbsTheBusyIsFound() {
        fault =
                bodies(
                        body ->
                                () -> {
                                    Object result = body.call();
                                    if (Coroutine.current().isCancelRequested()) {
                                        throw new CancellationException("planted");
                                    }
                                    return result;
                                });
        reportsFailures = true;
        patience = LONG;
        KitRun.assertRed(Subject.class, "aCancelDisturbsNobodyThatNeverWaits", Exception.class);
    }

    @Test
    void aDispatcherThatDoesNotKeepItsPromiseIsFound() {
        UnaryOperator<Scheduler> loose =
                real ->
                        Faulty.in(
                                Scheduler.class,
                                Faulty.in(Scheduler.class, real, "blocking", none -> real),
                                "confined",
                                name -> real);
        fault = loose;
        reportsFailures = true;
        patience = LONG;
        KitRun.assertRed(Subject.class, "theConfinedNeverRunAtTheSameTime", Exception.class);
        // A body on a virtual thread blocks no worker.
        switcher = "continuation";
        assertHangs("callsThatBlockLeaveTheWorkersAlone", loose);
        switcher = null;
    }

    @Test
    void aCloseThatTellsNobodyIsFound() {
        assertHangs(
                "aChannelsReadinessAndItsEndAreSeen",
                real ->
                        Faulty.in(
                                Scheduler.class,
                                real,
                                "closeChannel",
                                a -> {
                                    closeOnly((SelectableChannel) a[0]);
                                    return null;
                                }));
    }

    private static void closeOnly(SelectableChannel channel) throws IOException {
        channel.close();
    }

    @Test
    void anEndThatIsNoneIsFound() {
        assertRed(
                "aShutdownCancelsAndRefuses",
                real ->
                        Faulty.in(
                                Scheduler.class,
                                real,
                                "shutdown",
                                a -> {
                                    // In time for the next test.
                                    real.shutdown((Duration) a[0]);
                                    return List.of(real);
                                }));
        assertRed(
                "aDrainLetsThemEnd",
                real ->
                        Faulty.in(
                                Scheduler.class,
                                real,
                                "drain",
                                a -> real.shutdown((Duration) a[0])));
    }

    @Test
    void oneThatStarvesIsFound() {
        // Nothing begins before what was launched before it has ended.
        Queue<Coroutine<?>> earlier = new ConcurrentLinkedQueue<>();
        assertHangs(
                "nobodyStarvesBehindThoseThatYieldOrWakeOneAnother",
                real ->
                        Faulty.in(
                                Scheduler.class,
                                real,
                                "launch",
                                a -> {
                                    List<Coroutine<?>> before = List.copyOf(earlier);
                                    Coroutine<?> launched =
                                            real.launch(
                                                    (LaunchOptions) a[0],
                                                    () -> {
                                                        for (Coroutine<?> each : before) {
                                                            each.join();
                                                        }
                                                        return ((Callable<?>) a[1]).call();
                                                    });
                                    earlier.add(launched);
                                    return launched;
                                }));
    }

    @Test
    void aResizeThatIsNoneOrEndsSomebodyIsFound() {
        String test = "aShareEndsAloneAndAResizeLosesNobody";
        assertRed(test, real -> Faulty.in(Scheduler.class, real, "resize", a -> null));
        assertRed(
                test,
                real ->
                        Faulty.in(
                                Scheduler.class,
                                real,
                                "resize",
                                a -> {
                                    real.resize((int) a[0]);
                                    for (Coroutine<?> each : real.liveCoroutines()) {
                                        each.cancel();
                                        each.awaitEnd(LONG);
                                    }
                                    return null;
                                }));
        assertRed(test, real -> Faulty.in(Scheduler.class, real, "share", a -> real));
    }

    @Test
    void aSchedulerThatHidesCoroutinesIsFound() {
        assertRed(
                "theLiveAreSeenAndDumped",
                real -> Faulty.in(Scheduler.class, real, "liveCoroutines", none -> List.of()));
    }
}
