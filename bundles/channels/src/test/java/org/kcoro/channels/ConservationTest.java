// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kcoro.channels.FaultyChannel.NONE;

/** The checks of {@link MixTest} and {@link RaceTest} notice an element lost or doubled. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConservationTest {

    private static final String ALL = "org.kcoro.channels.Setup#all";

    private static void mix(Setup setup, int lost, int doubled) throws Exception {
        Channel<Integer> channel = new FaultyChannel(setup.form().open("faulty"), lost, doubled);
        MixTest.mix(channel, setup.machine(), 4, 4, 50, new SplittableRandom(1));
    }

    private static void assertNoticed(String what, AssertionError noticed) {
        assertTrue(noticed.getMessage().contains(what), noticed::getMessage);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theMixPassesWithoutAFault(Setup setup) throws Exception {
        mix(setup, NONE, NONE);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theMixNoticesOneLost(Setup setup) {
        assertNoticed(
                "expected: <200> but was: <199>",
                assertThrows(AssertionError.class, () -> mix(setup, 77, NONE)));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theMixNoticesOneDoubled(Setup setup) {
        AssertionError noticed = assertThrows(AssertionError.class, () -> mix(setup, NONE, 123));
        // By the count, or by one who had received it, or a later one of the same sender.
        String message = noticed.getMessage();
        assertTrue(
                message.contains("expected: <200> but was: <201>")
                        || message.contains("element 123 after "),
                message);
    }

    /** Where the count is right again. */
    @ParameterizedTest
    @MethodSource(ALL)
    void theMixNoticesOneInPlaceOfAnother(Setup setup) {
        AssertionError noticed = assertThrows(AssertionError.class, () -> mix(setup, 77, 123));
        String message = noticed.getMessage();
        assertTrue(
                message.contains("times that element 77 was received")
                        || message.contains("element 123 after "),
                message);
    }

    private static final int TRIES = 4;

    /** All tries without a race: one sender fills the buffer, another one leaves its element. */
    private static void race(int lost, int doubled) throws InterruptedException {
        Form form = Form.BUFFERED_1;
        RaceFates fates =
                new RaceFates(form, TRIES, sound -> new FaultyChannel(sound, lost, doubled));
        for (int i = 0; i < TRIES; i++) {
            fates.meet(i);
            if (!fates.senderWaits(i)) {
                // Who finds its element lost would wait for ever.
                fates.channel(i).close();
            }
            fates.wait(i);
        }
        fates.check();
    }

    @Test
    void theRacePassesWithoutAFault() throws InterruptedException {
        race(NONE, NONE);
    }

    /** Found in the channel at the end, received by the one that waits, by its counterpart. */
    @ParameterizedTest
    @ValueSource(ints = {2, 1, TRIES + 2})
    void theRaceNoticesOneLost(int element) {
        assertNoticed(
                "times that element " + element + " was received",
                assertThrows(AssertionError.class, () -> race(element, NONE)));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 1, TRIES + 2})
    void theRaceNoticesOneDoubled(int element) {
        assertNoticed(
                "times that element " + element + " was received",
                assertThrows(AssertionError.class, () -> race(NONE, element)));
    }

    @Test
    void theRaceNoticesOneInPlaceOfAnother() {
        assertNoticed(
                "times that element 1 was received",
                assertThrows(AssertionError.class, () -> race(1, 3)));
    }

    /** One that nobody has woken. */
    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Machine#single")
    void theRaceNoticesOneThatStillWaits(Machine machine) throws Exception {
        for (int waiting = 0; waiting < 2; waiting++) {
            int number = waiting;
            RaceFates fates = new RaceFates(Form.RENDEZVOUS, TRIES);
            try (Rig rig = new Rig(machine.unchecked())) {
                Coroutine<Void> waiter = rig.call("waits", () -> fates.wait(number));
                rig.settle();
                assertNoticed(
                        number == 0 ? "waitingSenders=1" : "waitingReceivers=1",
                        assertThrows(AssertionError.class, fates::check));
                waiter.cancel();
                Rig.ended(waiter);
            }
        }
    }
}
