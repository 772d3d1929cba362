// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.kcoro.zref.BackendCapability;
import org.kcoro.zref.Backends;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.DescriptorSpec;
import org.kcoro.zref.ZeroCopyBackend;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** The tests of the kit find the faults that are planted for them. */
class ZeroCopyBackendKitTest {

    private static ZeroCopyBackend tested;

    static final class Subject extends ZeroCopyBackendKit {

        @Override
        protected ZeroCopyBackend newBackend() {
            return tested;
        }
    }

    /** A backend that is sound but for the channels that it attaches. */
    private record Planted(
            ZeroCopyBackend sound,
            UnaryOperator<DescriptorSpec> settings,
            UnaryOperator<DescriptorChannel> fault)
            implements ZeroCopyBackend {

        @Override
        public String name() {
            return sound.name();
        }

        @Override
        public Set<BackendCapability> capabilities() {
            return sound.capabilities();
        }

        @Override
        public DescriptorChannel attach(DescriptorSpec spec) {
            return fault.apply(sound.attach(settings.apply(spec)));
        }

        @Override
        public void detach(DescriptorChannel channel) {
            // The sound ones know none of their channels.
        }
    }

    private static ZeroCopyBackend zref() {
        return Backends.create().resolve(Backends.ZREF);
    }

    @Test
    void theBuiltInBackendPasses() {
        tested = zref();
        KitRun.assertGreen(Subject.class);
    }

    @Test
    void theNaiveBackendPasses() {
        tested = new DequeBackend();
        KitRun.assertGreen(Subject.class);
    }

    private static void assertRed(
            String test,
            String words,
            UnaryOperator<DescriptorSpec> settings,
            UnaryOperator<DescriptorChannel> fault) {
        for (ZeroCopyBackend sound : new ZeroCopyBackend[] {zref(), new DequeBackend()}) {
            tested = new Planted(sound, settings, fault);
            String message = KitRun.assertRed(Subject.class, test).getMessage();
            assertTrue(message.contains(words), message);
        }
    }

    private static void assertRedIn(String test, String words, String method, Planting planting) {
        assertRed(
                test,
                words,
                spec -> spec,
                sound ->
                        Faulty.in(
                                DescriptorChannel.class,
                                sound,
                                method,
                                arguments -> planting.call(sound, arguments)));
    }

    private interface Planting {
        Object call(DescriptorChannel sound, Object[] arguments) throws Throwable;
    }

    @Test
    void aPayloadThatIsLostIsFound() {
        assertRedIn(
                "eachPayloadHasOneOwnerAtATime",
                "leases that are left",
                "receiveIntoOrClosed",
                (sound, arguments) -> {
                    Descriptor into = (Descriptor) arguments[0];
                    boolean received = sound.receiveIntoOrClosed(into);
                    if (received && into.getLong(0) == 7) {
                        into.moveTo(new Descriptor());
                        return sound.receiveIntoOrClosed(into);
                    }
                    return received;
                });
    }

    @Test
    void aPayloadThatIsReturnedTwiceIsFound() {
        assertRed(
                "whatIsNotDeliveredGoesBackOnce",
                "fates of payload",
                spec -> spec.onUndelivered() == null ? spec : spec.onUndelivered(twice(spec)),
                channel -> channel);
    }

    private static Consumer<Descriptor> twice(DescriptorSpec spec) {
        return payload -> {
            spec.onUndelivered().accept(payload);
            spec.onUndelivered().accept(payload);
        };
    }

    @Test
    void aPayloadThatIsNotReturnedIsFound() {
        assertRed(
                "aChannelThatIsCancelledIsLetGoAndGivesBack",
                "leases that a cancel has left",
                spec -> spec.onUndelivered(payload -> payload.moveTo(new Descriptor())),
                channel -> channel);
    }

    @Test
    void aSendersDescriptorThatStaysFilledIsFound() {
        assertRedIn(
                "eachPayloadHasOneOwnerAtATime",
                "a sender's descriptor that stays filled",
                "send",
                (sound, arguments) -> {
                    Descriptor another = new Descriptor();
                    ((Descriptor) arguments[0]).retain(another);
                    sound.send(another);
                    return null;
                });
    }

    @Test
    void aSenderThatLosesWhatItCouldNotSendIsFound() {
        assertRedIn(
                "aTimeoutThatMeetsAHandOverLosesNothing",
                "who has a payload after a timeout",
                "send",
                (sound, arguments) -> {
                    Descriptor mine = (Descriptor) arguments[0];
                    boolean sent = sound.send(mine, (Duration) arguments[1]);
                    if (!sent || mine.isEmpty()) {
                        if (!mine.isEmpty()) {
                            mine.close();
                        }
                        return false;
                    }
                    return true;
                });
    }

    @Test
    void aDetachThatIsForgottenIsFound() {
        assertRedIn(
                "aChannelThatIsClosedAndDrainedIsLetGo",
                "was let go 0 times",
                "whenDrained",
                (sound, arguments) -> null);
    }

    @Test
    void aCancelThatDoesNothingIsFound() {
        assertRedIn("anUnbindingIsAnEnd", "expected: ", "cancel", (sound, arguments) -> null);
    }

    @Test
    void anErrorThatNamesNothingIsFound() {
        assertRedIn(
                "errorsNameTheChannelAndChangeNothing",
                "the channel's name",
                "tryReceiveInto",
                (sound, arguments) -> {
                    throw new IllegalStateException("planted");
                });
    }

    @Test
    void aLossThatNobodyIsToldOfIsFound() {
        assertRedIn(
                "aSenderThatWaitsFindsTheLossOfItsBackend",
                "",
                "close",
                (sound, arguments) -> sound.close(null));
    }
}
