// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.port.Settings;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChannelsTest {

    private static final String ALL = "org.kcoro.channels.Machine#all";

    private final Channels channels = Channels.create();

    private static <X extends Throwable> void assertFails(
            Class<X> type, String message, Executable body) {
        assertEquals(message, assertThrows(type, body).getMessage());
    }

    private List<String> names() {
        return channels.list().stream().map(each -> each.snapshot().name()).toList();
    }

    // By name.

    @Test
    void oneSideCreatesAndOthersOpen() throws Exception {
        Channel<String> lines = channels.create("lines", String.class, b -> b.buffered(3));
        assertEquals("lines", lines.name());
        assertEquals(ChannelKind.BUFFERED, lines.kind());
        assertEquals(3, lines.capacity());
        assertSame(lines, channels.open("lines", String.class));
        assertSame(lines, channels.tryOpen("lines", String.class));
        lines.send("one");
        assertEquals("one", channels.open("lines", String.class).receive());
    }

    @Test
    void aPrimitiveTypeIsThatOfItsObjects() {
        Channel<Integer> numbers =
                channels.create("numbers", int.class, ChannelBuilder::rendezvous);
        assertSame(numbers, channels.open("numbers", Integer.class));
        assertEquals("java.lang.Integer", channels.list().get(0).type());
    }

    @Test
    void whatIsNotThereIsNamedWithWhatIs() {
        channels.create("lines", String.class, ChannelBuilder::rendezvous);
        channels.create("counts", Integer.class, ChannelBuilder::rendezvous);
        assertNull(channels.tryOpen("line", String.class));
        assertFails(
                NoSuchElementException.class,
                "there is no channel line; create it first, or open one of [counts, lines]",
                () -> channels.open("line", String.class));
    }

    @Test
    void aWrongTypeIsNamed() {
        channels.create("lines", String.class, ChannelBuilder::rendezvous);
        for (Class<?> wrong : List.of(Object.class, CharSequence.class, Integer.class)) {
            assertFails(
                    IllegalArgumentException.class,
                    "channel lines: its elements are java.lang.String, and not "
                            + wrong.getName()
                            + " as it was asked for; open it with the type of its creation",
                    () -> channels.open("lines", wrong));
            assertThrows(IllegalArgumentException.class, () -> channels.tryOpen("lines", wrong));
        }
    }

    @Test
    void aTypeOfTheSameNameShowsItsLoader() throws Exception {
        channels.create("forms", TwiceLoaded.class, ChannelBuilder::rendezvous);
        Class<?> another = TwiceLoaded.again();
        assertNotSame(TwiceLoaded.class, another);
        String message =
                assertThrows(IllegalArgumentException.class, () -> channels.open("forms", another))
                        .getMessage();
        assertTrue(message.contains("of " + TwiceLoaded.class.getClassLoader()), message);
        assertTrue(message.contains("of " + another.getClassLoader()), message);
        assertTrue(message.contains("import the class from one bundle"), message);
    }

    @Test
    void aNameIsTakenOnce() {
        Channel<String> lines = channels.create("lines", String.class, b -> b.buffered(1));
        assertFails(
                IllegalStateException.class,
                "channel lines (buffered) of java.lang.String, created by kcoro, has this name"
                        + " already; open it, or take another name",
                () -> channels.create("lines", String.class, ChannelBuilder::rendezvous));
        assertSame(lines, channels.open("lines", String.class));
        assertFalse(lines.isClosedForSend());
    }

    @Test
    void settingsThatFailCreateNothing() {
        assertThrows(
                IllegalArgumentException.class,
                () -> channels.create("lines", String.class, b -> b.buffered(0)));
        assertEquals(List.of(), channels.list());
        channels.create("lines", String.class, ChannelBuilder::rendezvous);
    }

    @Test
    void nullsAreRefused() {
        for (Executable refused :
                List.<Executable>of(
                        () -> channels.create(null, String.class, ChannelBuilder::rendezvous),
                        () ->
                                channels.create(
                                        "x", (Class<String>) null, ChannelBuilder::rendezvous),
                        () -> channels.create("x", String.class, null),
                        () -> channels.open(null, String.class),
                        () -> channels.open("x", null),
                        () -> channels.share(null),
                        () -> channels.drain(null))) {
            assertThrows(NullPointerException.class, refused);
        }
        assertEquals(List.of(), channels.list());
    }

    /** Many at once create one name: one of them does. */
    @ParameterizedTest
    @MethodSource(ALL)
    void oneOfManyCreates(Machine machine) throws Exception {
        try (Rig rig = new Rig(machine)) {
            for (int round = 0; round < 50; round++) {
                String name = "lines-" + round;
                List<Coroutine<Channel<String>>> all =
                        IntStream.range(0, 8)
                                .mapToObj(i -> rig.call("creates", () -> createOrNull(name)))
                                .toList();
                int created = 0;
                for (Coroutine<Channel<String>> one : all) {
                    Channel<String> channel = Rig.get(one);
                    if (channel != null) {
                        created++;
                        assertSame(channel, channels.open(name, String.class));
                    }
                }
                assertEquals(1, created);
            }
        }
    }

    private Channel<String> createOrNull(String name) {
        try {
            return channels.create(name, String.class, ChannelBuilder::rendezvous);
        } catch (IllegalStateException e) {
            return null;
        }
    }

    // The list.

    @Test
    void theListIsInTheOrderOfNamesWithSnapshots() {
        channels.create("b", String.class, b -> b.buffered(2)).trySend("one");
        channels.create("c", String.class, ChannelBuilder::rendezvous);
        channels.create("a", Integer.class, b -> b.conflated());
        assertEquals(List.of("a", "b", "c"), names());
        NamedChannel b = channels.list().get(1);
        assertEquals("kcoro", b.owner());
        assertEquals("java.lang.String", b.type());
        assertEquals(1, b.snapshot().depth());
    }

    /** It can still be opened while there is something to be received. */
    @ParameterizedTest
    @EnumSource(ChannelKind.class)
    void aClosedChannelKeepsItsNameUntilItIsDrained(ChannelKind kind) throws Exception {
        Channel<Integer> lines = channels.create("lines", Integer.class, b -> of(kind, b));
        boolean keeps = kind != ChannelKind.RENDEZVOUS;
        assertEquals(keeps, lines.trySend(1));
        assertTrue(channels.close("lines"));
        assertFalse(channels.close("lines"));
        assertTrue(lines.isClosedForSend());
        assertEquals(keeps ? List.of("lines") : List.of(), names());
        if (keeps) {
            assertEquals(1, channels.open("lines", Integer.class).receive());
        }
        assertEquals(List.of(), names());
        assertNull(channels.tryOpen("lines", Integer.class));
        assertNotSame(lines, channels.create("lines", String.class, ChannelBuilder::rendezvous));
        assertNull(lines.receiveOrClosed());
        assertEquals(List.of("lines"), names(), "of the second");
    }

    private static void of(ChannelKind kind, ChannelBuilder<Integer> builder) {
        switch (kind) {
            case RENDEZVOUS -> builder.rendezvous();
            case BUFFERED -> builder.buffered(4);
            case CONFLATED -> builder.conflated();
            case UNLIMITED -> builder.unlimited();
        }
    }

    @Test
    void aReservedElementKeepsTheName() {
        Channel<Integer> lines = channels.create("lines", Integer.class, b -> b.buffered(1));
        lines.trySend(1);
        Reservation<Integer> reserved = lines.tryReserve();
        lines.close();
        assertEquals(List.of("lines"), names());
        reserved.commit();
        assertEquals(List.of(), names());
    }

    @Test
    void aCancelledChannelGivesItsNameAtOnce() {
        Channel<Integer> lines = channels.create("lines", Integer.class, b -> b.buffered(1));
        lines.trySend(1);
        lines.cancel(null);
        assertEquals(List.of(), names());
        assertFalse(channels.close("lines"));
    }

    @Test
    void aClauseThatReceivesTheLastElementFreesTheName() throws Exception {
        Channel<Integer> lines = channels.create("lines", Integer.class, b -> b.buffered(1));
        lines.trySend(1);
        lines.close();
        Select select = Select.fair();
        select.receive(lines);
        select.await();
        assertEquals(List.of(), names());
    }

    // Settings.

    private static Channels with(Map<String, ?> configuration) {
        return Channels.builder().settings(Settings.of(configuration, name -> null)).build();
    }

    @Test
    void itsChannelsFeedItsMetrics() {
        assertNull(channels.metrics());
        Channels fed = with(Map.of("metrics", "true", "metricsCapacity", 2));
        assertEquals(2, fed.metrics().capacity());
        Channels share = fed.share("guest");
        assertSame(fed.metrics(), share.metrics());
        MetricsFeed own = MetricsFeed.create("own");
        Channel<Integer> one = share.create("one", Integer.class, b -> b.unlimited());
        Channel<Integer> two = share.create("two", Integer.class, b -> b.unlimited().metrics(own));
        for (int i = 0; i < MetricsFeed.CONSIDERED_EVERY; i++) {
            one.trySend(i);
            two.trySend(i);
        }
        assertEquals("one", fed.metrics().tryReceive().name());
        assertNull(fed.metrics().tryReceive());
        assertEquals("two", own.events().tryReceive().name());
        share.close();
        assertFalse(fed.metrics().isClosedForSend());
        fed.close();
        assertTrue(fed.metrics().isClosedForSend());
    }

    @Test
    void aBuilderSetsTheSame() {
        Channels fed =
                Channels.builder()
                        .owner("me")
                        .drain(Duration.ZERO)
                        .metrics(3, 1, Duration.ZERO)
                        .build();
        assertEquals("me", fed.owner());
        assertEquals(3, fed.metrics().capacity());
        fed.create("left", Integer.class, b -> b.buffered(1)).trySend(1);
        fed.close();
        assertEquals(List.of(), fed.list());
    }

    @ParameterizedTest
    @CsvSource({
        "drainMillis, -1, a whole number from 0 to 2147483647",
        "metrics, perhaps, true or false",
        "metricsCapacity, 0, a whole number from 1 to 1073741824",
        "metricsOperations, none, a whole number from 1 to 2147483647",
        "metricsMillis, 1.5, a whole number from 0 to 2147483647"
    })
    void aSettingThatCannotBeUsedIsNamed(String name, String value, String expected) {
        assertFails(
                IllegalArgumentException.class,
                "setting %1$s (kcoro.%1$s) is '%2$s'; it must be %3$s"
                        .formatted(name, value, expected),
                () -> with(Map.of(name, value)));
    }

    @Test
    void patienceIsNotNegative() {
        Duration negative = Duration.ofMillis(-1);
        String message =
                "setting drainMillis: the patience is negative: PT-0.001S; zero does not wait";
        assertFails(
                IllegalArgumentException.class, message, () -> Channels.builder().drain(negative));
        assertFails(IllegalArgumentException.class, message, () -> channels.drain(negative));
        channels.create("open", Integer.class, ChannelBuilder::rendezvous);
    }
}
