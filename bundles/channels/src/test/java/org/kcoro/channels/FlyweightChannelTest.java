// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.channels.internal.Invariants;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineState;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is special about elements that are kept by value: whose flyweight holds what, and when. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FlyweightChannelTest {

    private static final int ELEMENTS = 200;

    private final Numbered.Given layout = new Numbered.Given();

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Setup#lossless")
    void aFlyweightOnEachSideIsEnough(Setup setup) throws Exception {
        FlyweightChannel<Numbered> channel = layout.open(setup.form());
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Void> sender =
                    rig.launch(
                            "sender",
                            () -> {
                                Numbered mine = new Numbered();
                                for (int i = 0; i < ELEMENTS; i++) {
                                    channel.send(mine.set(i));
                                    assertEquals(Numbered.NOTHING, mine.number());
                                }
                                channel.close();
                            });
            List<Long> received = rig.in(() -> receiveAll(channel));
            assertEquals(CoroutineState.COMPLETED, Rig.ended(sender));
            assertEquals(Numbered.upTo(ELEMENTS), received);
            assertEquals(Numbered.upTo(ELEMENTS), layout.numbers);
            assertEquals(ELEMENTS, channel.snapshot().recvs());
        }
    }

    private static List<Long> receiveAll(FlyweightChannel<Numbered> channel)
            throws InterruptedException {
        Numbered mine = new Numbered();
        List<Long> received = new ArrayList<>();
        while (channel.receiveIntoOrClosed(mine)) {
            received.add(mine.number());
        }
        return received;
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotReceivedLeavesTheFlyweight(Form form) throws InterruptedException {
        FlyweightChannel<Numbered> channel = layout.open(form);
        Numbered mine = Numbered.of(7);
        assertFalse(channel.tryReceiveInto(mine));
        assertFalse(channel.receiveInto(mine, Duration.ZERO));
        assertFalse(channel.receiveInto(mine, Duration.ofNanos(1)));
        channel.close();
        assertFalse(channel.receiveIntoOrClosed(mine));
        assertThrows(ChannelClosedException.class, () -> channel.receiveInto(mine));
        assertThrows(ChannelClosedException.class, () -> channel.tryReceiveInto(mine));
        assertEquals(0, channel.receiveSome(new Numbered[] {mine}, 0, 1));
        assertThrows(ChannelClosedException.class, () -> channel.send(mine));
        assertThrows(
                ChannelClosedException.class, () -> channel.sendSome(new Numbered[] {mine}, 0, 1));
        assertEquals(7, mine.number());
        assertEquals(List.of(), layout.numbers);
        Invariants.check(channel);
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Form#waiting")
    void whatIsNotSentStaysTheSenders(Form form) throws InterruptedException {
        FlyweightChannel<Numbered> channel = layout.open(form);
        Numbered mine = new Numbered();
        for (int i = 0; i < form.capacity(); i++) {
            assertTrue(channel.trySend(mine.set(i)));
        }
        mine.set(7);
        assertFalse(channel.trySend(mine));
        assertFalse(channel.send(mine, Duration.ofNanos(1)));
        assertEquals(7, mine.number());
        assertEquals(Numbered.upTo(form.capacity()), layout.numbers);
    }

    /** A layout may use the channel in {@code given}, for no lock is held. */
    @Test
    void theSenderTellsTheLayoutOutsideTheLock() throws InterruptedException {
        List<FlyweightChannel<Numbered>> channels = new ArrayList<>();
        List<Long> told = new ArrayList<>();
        FlyweightLayout<Numbered> asking =
                new Numbered.Given() {
                    @Override
                    public void given(Numbered sent) {
                        told.add(sent.number() + channels.get(0).snapshot().sends());
                    }
                };
        FlyweightChannel<Numbered> channel =
                Form.UNLIMITED.<Numbered>builder("asked").buildFlyweights(asking);
        channels.add(channel);
        channel.send(Numbered.of(100));
        channel.trySend(Numbered.of(100));
        channel.sendSome(new Numbered[] {Numbered.of(100)}, 0, 1);
        Select select = Select.fair();
        select.send(channel).element(Numbered.of(100));
        select.await();
        assertEquals(List.of(101L, 102L, 103L, 104L), told);
    }

    // In two phases.

    @Test
    void aReservationHoldsANewFlyweight() throws InterruptedException {
        FlyweightChannel<Numbered> channel = layout.open(Form.BUFFERED_3);
        channel.send(Numbered.of(1));
        channel.send(Numbered.of(2));
        Reservation<Numbered> first = channel.reserve();
        Reservation<Numbered> second = channel.reserve();
        assertEquals(1, first.element().number());
        assertEquals(2, second.element().number());
        second.abort();
        first.element().set(5);
        first.abort();
        assertEquals(0, channel.snapshot().recvs());
        Numbered mine = new Numbered();
        channel.receiveInto(mine);
        assertEquals(5, mine.number());
        try (Reservation<Numbered> third = channel.reserve()) {
            third.commit();
            channel.send(Numbered.of(3));
            channel.receiveInto(mine);
            assertEquals(2, third.element().number());
        }
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Machine#single")
    void theFlyweightOfASenderThatWaitsIsReadOnce(Machine machine) throws Exception {
        FlyweightChannel<Numbered> channel = layout.open(Form.RENDEZVOUS);
        try (Rig rig = new Rig(machine)) {
            Coroutine<Void> sender = rig.launch("sender", () -> channel.send(Numbered.of(1)));
            rig.settle();
            Reservation<Numbered> reserved = channel.tryReserve();
            reserved.element().set(9);
            reserved.abort();
            rig.settle();
            assertEquals(List.of(), layout.numbers);
            Numbered mine = new Numbered();
            assertTrue(channel.tryReceiveInto(mine));
            assertEquals(1, mine.number());
            assertEquals(CoroutineState.COMPLETED, Rig.ended(sender));
            assertEquals(List.of(1L), layout.numbers);
        }
    }

    // What never is received.

    private interface Losing {
        void lose(FlyweightChannel<Numbered> channel, Numbered mine) throws InterruptedException;
    }

    private void assertLost(List<Long> numbers, Form form, Losing losing)
            throws InterruptedException {
        List<Numbered> lost = new ArrayList<>();
        FlyweightChannel<Numbered> channel =
                form.<Numbered>builder("losing").onUndelivered(lost::add).buildFlyweights(layout);
        Numbered mine = new Numbered();
        losing.lose(channel, mine);
        assertEquals(numbers, lost.stream().map(Numbered::number).toList());
        for (int i = 0; i < lost.size(); i++) {
            assertNotSame(mine, lost.get(i));
            assertNotSame(lost.get((i + 1) % lost.size()), lost.get(i));
        }
        Invariants.check(channel);
    }

    @Test
    void undeliveredElementsAreCopies() throws InterruptedException {
        Losing three =
                (channel, mine) -> {
                    for (int i = 1; i <= 4; i++) {
                        channel.send(mine.set(i));
                    }
                };
        assertLost(List.of(1L, 2L, 3L), Form.CONFLATED, three);
        assertLost(List.of(1L, 2L), Form.DROP_OLDEST_2, three);
        assertLost(List.of(3L, 4L), Form.DROP_LATEST_2, three);
        assertLost(
                List.of(1L, 2L),
                Form.BUFFERED_3,
                (channel, mine) -> {
                    channel.send(mine.set(1));
                    channel.send(mine.set(2));
                    channel.cancel(null);
                });
        assertLost(
                List.of(2L, 1L),
                Form.BUFFERED_3,
                (channel, mine) -> {
                    channel.send(mine.set(1));
                    channel.send(mine.set(2));
                    try (Reservation<Numbered> reserved = channel.reserve()) {
                        channel.cancel(null);
                        assertEquals(1, reserved.element().number());
                    }
                });
    }

    // Errors.

    private interface Use {
        void run() throws Exception;
    }

    private static void assertNames(Class<? extends Exception> type, String named, Use use) {
        String message = assertThrows(type, use::run).getMessage();
        assertTrue(message.contains(named), message);
    }

    @Test
    void aBatchThatThrowsHasDoneNothing() {
        FlyweightChannel<Numbered> channel = layout.open(Form.UNLIMITED);
        Numbered[] broken = FlyweightBatchTest.flyweights(3);
        broken[2] = null;
        assertNames(NullPointerException.class, "numbers", () -> channel.sendSome(broken, 0, 3));
        assertNames(NullPointerException.class, "numbers", () -> channel.receiveSome(broken, 0, 3));
        Numbered[] sound = FlyweightBatchTest.flyweights(3);
        for (int[] range : List.of(new int[] {-1, 1}, new int[] {1, 1}, new int[] {0, 4})) {
            assertNames(
                    IndexOutOfBoundsException.class,
                    "numbers",
                    () -> channel.sendSome(sound, range[0], range[1]));
            assertNames(
                    IndexOutOfBoundsException.class,
                    "numbers",
                    () -> channel.receiveSome(sound, range[0], range[1]));
        }
        assertEquals(0, channel.snapshot().sends());
    }

    @ParameterizedTest
    @EnumSource
    void whatWouldMakeAnElementNamesWhatToUse(Form form) {
        FlyweightChannel<Numbered> channel = layout.open(form);
        Class<UnsupportedOperationException> error = UnsupportedOperationException.class;
        assertNames(error, "channel numbers", channel::receive);
        assertNames(error, "use receiveInto(flyweight)", channel::receive);
        assertNames(error, "receiveInto(flyweight, timeout)", () -> channel.receive(Duration.ZERO));
        assertNames(error, "receiveIntoOrClosed(flyweight)", channel::receiveOrClosed);
        assertNames(error, "tryReceiveInto(flyweight)", channel::tryReceive);
        assertNames(error, "receiveSome(", () -> channel.receiveUpTo(1, Duration.ZERO));
        assertNames(error, "receiveIntoOrClosed(", () -> channel.receiveEach(element -> {}));
    }

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings({"unchecked", "rawtypes"}) // as the error is made
    void whatIsNoFlyweightIsRefused(Form form) {
        FlyweightChannel<Numbered> typed = layout.open(form);
        FlyweightChannel channel = typed;
        assertNames(NullPointerException.class, "numbers", () -> channel.send(null));
        assertNames(NullPointerException.class, "numbers", () -> channel.receiveInto(null));
        Class<IllegalArgumentException> error = IllegalArgumentException.class;
        assertNames(error, "channel numbers", () -> channel.send("text"));
        assertNames(error, "java.lang.String", () -> channel.trySend("text"));
        assertNames(error, Numbered.class.getName(), () -> channel.receiveInto("text"));
        assertNames(error, "numbers", () -> channel.sendSome(new Object[] {"text"}, 0, 1));
        assertNames(error, "numbers", () -> channel.receiveSome(new Object[] {"text"}, 0, 1));
        assertNames(error, "numbers", () -> Select.fair().send(channel).element("text"));
        assertNames(
                error, "negative", () -> typed.receiveInto(new Numbered(), Duration.ofNanos(-1)));
        assertEquals(0, typed.snapshot().sends());
        Invariants.check(typed);
    }

    /** A layout of a number of words, which makes one flyweight. */
    private record Strange(int words, Numbered newFlyweight) implements FlyweightLayout<Numbered> {

        @Override
        public void store(Numbered from, long[] words, int at) {}

        @Override
        public void load(long[] words, int at, Numbered into) {}

        @Override
        public void copy(Numbered from, Numbered into) {}
    }

    @Test
    void whatCannotBeBuiltIsRefused() {
        ChannelBuilder<Numbered> builder = Channel.<Numbered>builder("odd").buffered(1 << 30);
        Class<IllegalArgumentException> error = IllegalArgumentException.class;
        assertNames(error, "channel odd", () -> builder.buildFlyweights(layout));
        Numbered one = new Numbered();
        assertNames(error, "0 words", () -> builder.buildFlyweights(new Strange(0, one)));
        builder.buffered(1);
        assertNames(error, "null", () -> builder.buildFlyweights(new Strange(1, null)));
        assertNames(NullPointerException.class, "layout", () -> builder.buildFlyweights(null));
        builder.rendezvous().onOverflow(OverflowPolicy.DROP_LATEST);
        assertNames(
                IllegalStateException.class, "channel odd", () -> builder.buildFlyweights(layout));
    }

    @Test
    void aFanOutRefusesIt() {
        assertNames(
                IllegalArgumentException.class,
                "channel numbers keeps its elements by value",
                () -> FanOut.to(List.of(layout.open(Form.UNLIMITED))));
    }
}
