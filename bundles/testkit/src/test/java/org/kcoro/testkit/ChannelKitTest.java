// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.kcoro.channels.Attempt;
import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.channels.FlyweightLayout;
import org.kcoro.channels.OverflowPolicy;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Reservation;
import org.kcoro.channels.Selection;
import org.kcoro.scheduler.Parker;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** The tests of the kit find the faults that are planted for them. */
class ChannelKitTest {

    private static final Duration LONG = Duration.ofSeconds(300);

    /** With a fault a test may have to wait until the kit gives an operation up. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    private static final String HISTORY = "aHistoryIsThatOfTheModel";

    private static Function<ChannelSettings, Channel<Integer>> opener;
    private static Duration patienceOfOne;
    private static int histories;

    static final class Subject extends ChannelKit {

        @Override
        protected Channel<Integer> newChannel(ChannelSettings settings) {
            return opener.apply(settings);
        }

        @Override
        protected Duration patience() {
            return LONG;
        }

        @Override
        Duration patienceOfOne() {
            return patienceOfOne;
        }

        @Override
        protected int histories() {
            return histories;
        }
    }

    @Test
    void aChannelWithoutFaultPasses() {
        opener = ChannelSettings::open;
        patienceOfOne = LONG;
        histories = 25;
        KitRun.assertGreen(Subject.class);
    }

    @Test
    void aFlyweightChannelWithoutFaultPasses() {
        opener = settings -> settings.openFlyweights(LongFlyweight.LAYOUT);
        patienceOfOne = LONG;
        histories = 25;
        KitRun.assertGreen(Subject.class);
    }

    private static void assertRed(
            String test, Function<ChannelSettings, Channel<Integer>> planted) {
        opener = planted;
        patienceOfOne = SHORT;
        // The first that finds the fault ends the test.
        histories = 200;
        String message = KitRun.assertRed(Subject.class, test).getMessage();
        assertTrue(message.contains("expected: ") || message.contains("does not end"), message);
    }

    /** Opens with settings that are not those that were asked for. */
    private static void assertRedWith(String test, UnaryOperator<ChannelSettings> planted) {
        assertRed(test, settings -> planted.apply(settings).open());
    }

    private static void assertRedIn(String test, UnaryOperator<Channel<Integer>> planted) {
        assertRed(test, settings -> planted.apply(settings.open()));
    }

    /** A channel that is sound but for a method. */
    @SuppressWarnings("unchecked") // of a channel of Integer
    private static Channel<Integer> in(
            Channel<Integer> sound, String method, Faulty.Fault planted) {
        return Faulty.in(Channel.class, sound, method, planted);
    }

    // Histories.

    /** What one that waits is handed is copied; what lies in a buffer is not. */
    @Test
    @SuppressWarnings("unchecked") // of such a layout
    void aHistoryFindsAFlyweightThatIsNotCopied() {
        FlyweightLayout<LongFlyweight> forgetting =
                Faulty.in(FlyweightLayout.class, LongFlyweight.LAYOUT, "copy", arguments -> null);
        assertRed(HISTORY, settings -> settings.openFlyweights(forgetting));
    }

    @Test
    void aHistoryFindsAnElementThatIsLost() {
        assertRedIn(HISTORY, sound -> in(sound, "trySend", arguments -> true));
    }

    @Test
    void aHistoryFindsAnElementThatIsDoubled() {
        assertRedIn(
                HISTORY,
                sound ->
                        in(
                                sound,
                                "trySend",
                                arguments -> {
                                    boolean sent = sound.trySend((Integer) arguments[0]);
                                    return sent && (sound.trySend((Integer) arguments[0]) || sent);
                                }));
    }

    @Test
    void aHistoryFindsAnElementThatOvertakes() {
        assertRedIn(
                HISTORY,
                sound -> {
                    AtomicReference<Integer> older = new AtomicReference<>();
                    return in(
                            sound,
                            "tryReceive",
                            none -> {
                                Integer first = older.getAndSet(null);
                                if (first == null) {
                                    first = sound.tryReceive();
                                    if (sound.kind() != ChannelKind.RENDEZVOUS
                                            && sound.snapshot().depth() > 0) {
                                        older.set(first);
                                        return sound.tryReceive();
                                    }
                                }
                                return first;
                            });
                });
    }

    @Test
    void aHistoryFindsAWakeUpThatIsMissed() {
        // Who waits is told of the close by nobody.
        assertRedIn(
                HISTORY,
                sound ->
                        in(
                                sound,
                                "close",
                                arguments ->
                                        sound.snapshot().waitingReceivers() > 0
                                                || sound.close((Throwable) arguments[0])));
    }

    @Test
    void aHistoryFindsCountersThatLie() {
        assertRedIn(HISTORY, sound -> in(sound, "snapshot", none -> ahead(sound.snapshot())));
    }

    /** With more received than was. */
    private static ChannelSnapshot ahead(ChannelSnapshot s) {
        return new ChannelSnapshot(
                s.name(),
                s.kind(),
                s.capacity(),
                s.depth(),
                s.closed(),
                s.sends(),
                s.sends(),
                s.bytesSent(),
                s.bytesRecv(),
                s.firstOpNanos(),
                s.lastOpNanos(),
                s.sendEagain(),
                s.sendEtime(),
                s.sendEpipe(),
                s.recvEagain(),
                s.recvEtime(),
                s.recvEpipe(),
                s.cancelled(),
                s.dropped(),
                s.undelivered(),
                s.reserved(),
                s.rvMatches(),
                s.rvCancels(),
                s.waitingSenders(),
                s.waitingReceivers());
    }

    @Test
    void aHistoryFindsACauseThatIsForgotten() {
        assertRedIn(HISTORY, sound -> in(sound, "close", arguments -> sound.close(null)));
    }

    @Test
    void aHistoryFindsACommitThatIsNone() {
        assertRedIn(
                HISTORY,
                sound ->
                        in(
                                sound,
                                "tryReserve",
                                none -> {
                                    Reservation<Integer> reserved = sound.tryReserve();
                                    return reserved == null
                                            ? null
                                            : Faulty.in(
                                                    Reservation.class,
                                                    reserved,
                                                    "commit",
                                                    nothing -> {
                                                        reserved.abort();
                                                        return null;
                                                    });
                                }));
    }

    @Test
    void aHistoryFindsOneWhoIsNotToldOfTheUndelivered() {
        assertRedWith(HISTORY, settings -> settings.telling(null));
    }

    @Test
    void aHistoryFindsAnOverflowThatIsAnother() {
        assertRedWith(
                HISTORY,
                s ->
                        s.overflow() != OverflowPolicy.DROP_OLDEST
                                ? s
                                : new ChannelSettings(
                                        s.name(),
                                        s.kind(),
                                        s.capacity(),
                                        OverflowPolicy.DROP_LATEST,
                                        s.sizer(),
                                        s.onUndelivered()));
    }

    @Test
    void aHistoryFindsBytesThatAreNotCounted() {
        assertRedWith(HISTORY, settings -> settings.sizedBy(null));
    }

    // What happens at the same time.

    /** Throws one element away, or gives it once more. */
    private static UnaryOperator<Channel<Integer>> receiving(String method, boolean twice) {
        return sound -> {
            AtomicReference<Integer> again = new AtomicReference<>();
            return in(
                    sound,
                    method,
                    none -> {
                        Integer second = again.getAndSet(null);
                        if (second != null) {
                            return second;
                        }
                        Integer element = once(sound, method);
                        if (element != null && element == 7) {
                            if (twice) {
                                again.set(element);
                            } else {
                                element = once(sound, method);
                            }
                        }
                        return element;
                    });
        };
    }

    private static Integer once(Channel<Integer> sound, String method) throws InterruptedException {
        return method.equals("receive") ? sound.receive() : sound.receiveOrClosed();
    }

    @Test
    void anElementThatIsLostOrDoubledIsFound() {
        assertRedIn("eachElementHasOneFateAndOrderIsKept", receiving("receiveOrClosed", false));
        assertRedIn("eachElementHasOneFateAndOrderIsKept", receiving("receiveOrClosed", true));
    }

    @Test
    void anElementThatIsLostWithItsReceiverIsFound() {
        UnaryOperator<Channel<Integer>> hasty =
                sound ->
                        in(
                                sound,
                                "receive",
                                arguments -> {
                                    if (arguments != null) {
                                        Integer element = sound.receive((Duration) arguments[0]);
                                        return element != null && element % 50 == 49
                                                ? null
                                                : element;
                                    }
                                    Integer element = sound.receive();
                                    Parker.current().checkStop();
                                    if (sound.isClosedForSend()) {
                                        throw new ChannelClosedException("planted");
                                    }
                                    return element;
                                });
        assertRedIn("aStopThatMeetsAHandOverLosesNothing", hasty);
        assertRedIn("aCloseThatMeetsAHandOverLosesNothing", hasty);
        assertRedIn("aTimeoutThatMeetsAHandOverLosesNothing", hasty);
    }

    @Test
    void aCloseThatWakesNobodyIsFound() {
        assertRedIn(
                "aCloseWakesAll",
                sound ->
                        in(
                                sound,
                                "close",
                                arguments ->
                                        sound.snapshot().waitingReceivers() > 0
                                                || sound.close((Throwable) arguments[0])));
    }

    @Test
    void anErrorThatNamesNothingIsFound() {
        assertRedIn(
                "errorsNameTheChannelAndChangeNothing",
                sound ->
                        in(
                                sound,
                                "receiveUpTo",
                                arguments -> {
                                    throw new IllegalArgumentException("a bad batch");
                                }));
    }

    /** As a select finds it that does not take turns. */
    @Test
    void aChannelThatIsPassedOverIsFound() {
        assertRedIn(
                "aFairSelectTakesTurns",
                sound ->
                        sound.name().equals("ready 0")
                                ? in(sound, "newReceiveClause", none -> new PassedOver(sound))
                                : sound);
    }

    /** A clause that is never ready, whatever its channel has. */
    private static final class PassedOver extends ReceiveClause<Integer> {

        PassedOver(Channel<Integer> channel) {
            super(channel);
        }

        @Override
        public Integer element() {
            throw new IllegalStateException("never chosen");
        }

        @Override
        protected void prepare() {}

        @Override
        protected Attempt attempt() {
            return Attempt.NOT_NOW;
        }

        @Override
        protected Attempt enrol(Selection selection) {
            return Attempt.NOT_NOW;
        }

        @Override
        protected void withdraw(boolean chosen) {}

        @Override
        protected ChannelClosedException closedException() {
            return new ChannelClosedException("never closed");
        }
    }
}
