// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.port.Poller;
import org.kcoro.port.Port;
import org.kcoro.scheduler.Coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("heavy")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MetricsFeedTest {

    private static final int EVERY = MetricsFeed.CONSIDERED_EVERY;
    private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** A clock that is set by hand, from a time that is not zero. */
    private static final class Clock implements Port {

        private final AtomicLong nanos = new AtomicLong(-7);

        @Override
        public long nanoTime() {
            return nanos.get();
        }

        @Override
        public long nextRandom() {
            return Port.system().nextRandom();
        }

        @Override
        public Thread newThread(String name, Runnable body) {
            return Port.system().newThread(name, body);
        }

        @Override
        public void park(Object blocker) {
            Port.system().park(blocker);
        }

        @Override
        public void parkUntil(Object blocker, long deadlineNanos) {
            Port.system().parkUntil(blocker, deadlineNanos);
        }

        @Override
        public void unpark(Thread thread) {
            Port.system().unpark(thread);
        }

        @Override
        public Poller openPoller() {
            throw new UnsupportedOperationException("a clock polls nothing");
        }
    }

    private final Clock clock = new Clock();

    private Channel<Integer> fed(MetricsFeed feed) {
        return Channel.<Integer>builder("fed")
                .unlimited()
                .sizer(Integer::longValue)
                .metrics(feed)
                .port(clock)
                .build();
    }

    private static void send(Channel<Integer> channel, int count) {
        for (int i = 0; i < count; i++) {
            channel.trySend(2);
        }
    }

    private static void receive(Channel<Integer> channel, int count) {
        for (int i = 0; i < count; i++) {
            assertEquals(2, channel.tryReceive());
        }
    }

    @Test
    void theDefaultsAreThoseOfTheContract() {
        MetricsFeed feed = MetricsFeed.create("metrics");
        assertEquals(1_024, feed.operations());
        assertEquals(Duration.ofMillis(50), feed.interval());
        assertEquals(64, feed.events().capacity());
        assertEquals(ChannelKind.BUFFERED, feed.events().kind());
        assertEquals("metrics", feed.events().name());
    }

    @Test
    void anEventTellsTotalsAndDifferences() {
        MetricsFeed feed = MetricsFeed.create("metrics");
        Channel<Integer> channel = fed(feed);
        send(channel, EVERY - 1);
        assertNull(feed.events().tryReceive());
        clock.nanos.set(10);
        send(channel, 1);
        assertEquals(
                new ChannelMetrics(
                        "fed", EVERY, 0, 2L * EVERY, 0, EVERY, 0, 2L * EVERY, 0, -7, 10, 10),
                feed.events().tryReceive());
        clock.nanos.set(20);
        receive(channel, EVERY);
        assertEquals(
                new ChannelMetrics(
                        "fed",
                        EVERY,
                        EVERY,
                        2L * EVERY,
                        2L * EVERY,
                        0,
                        EVERY,
                        0,
                        2L * EVERY,
                        -7,
                        20,
                        20),
                feed.events().tryReceive());
        assertNull(feed.events().tryReceive());
    }

    @Test
    void moreOperationsThanAreConsideredAtOnceAreWaitedFor() {
        MetricsFeed feed = MetricsFeed.create("metrics", 4, 2 * EVERY + 1, NEVER);
        Channel<Integer> channel = fed(feed);
        send(channel, 3 * EVERY - 1);
        assertNull(feed.events().tryReceive());
        send(channel, 1);
        assertEquals(3 * EVERY, feed.events().tryReceive().deltaSends());
        send(channel, 3 * EVERY - 1);
        assertNull(feed.events().tryReceive());
        send(channel, 1);
        assertEquals(3 * EVERY, feed.events().tryReceive().deltaSends());
    }

    @Test
    void enoughTimeDoesInPlaceOfOperations() {
        MetricsFeed feed = MetricsFeed.create("metrics", 4, Integer.MAX_VALUE, Duration.ofNanos(5));
        Channel<Integer> channel = fed(feed);
        send(channel, EVERY);
        assertNull(feed.events().tryReceive(), "no time has passed since the first operation");
        clock.nanos.set(-2);
        send(channel, EVERY);
        assertEquals(2 * EVERY, feed.events().tryReceive().deltaSends());
        clock.nanos.set(2);
        send(channel, EVERY);
        assertNull(feed.events().tryReceive(), "four nanoseconds since the last event");
        clock.nanos.set(3);
        send(channel, EVERY);
        assertEquals(2 * EVERY, feed.events().tryReceive().deltaSends());
    }

    @Test
    void anIntervalOfZeroSendsWheneverOneIsConsidered() {
        MetricsFeed feed = MetricsFeed.create("metrics", 4, Integer.MAX_VALUE, Duration.ZERO);
        send(fed(feed), 2 * EVERY);
        assertEquals(EVERY, feed.events().tryReceive().deltaSends());
        assertEquals(EVERY, feed.events().tryReceive().deltaSends());
    }

    @Test
    void whatAFullFeedDropsIsInTheNextEvent() {
        MetricsFeed feed = MetricsFeed.create("metrics", 1, 1, NEVER);
        Channel<Integer> channel = fed(feed);
        send(channel, EVERY);
        receive(channel, EVERY);
        send(channel, EVERY);
        assertEquals(2, feed.events().snapshot().sendEagain(), "events dropped");
        assertEquals(EVERY, feed.events().tryReceive().sends());
        send(channel, EVERY);
        ChannelMetrics next = feed.events().tryReceive();
        assertEquals(3 * EVERY, next.sends());
        assertEquals(2 * EVERY, next.deltaSends());
        assertEquals(EVERY, next.deltaRecvs());
        assertEquals(4L * EVERY, next.deltaBytesSent());
        assertEquals(2L * EVERY, next.deltaBytesRecv());
    }

    @Test
    void aClosedFeedDisturbsNobody() {
        MetricsFeed feed = MetricsFeed.create("metrics");
        Channel<Integer> channel = fed(feed);
        feed.events().close();
        send(channel, 2 * EVERY);
        assertEquals(2 * EVERY, channel.snapshot().sends());
        assertEquals(2, feed.events().snapshot().sendEpipe());
    }

    /** Nobody is told of a feed's own channel, so that no feed feeds itself. */
    @Test
    void aFeedFeedsNobody() {
        MetricsFeed feed = MetricsFeed.create("metrics", 1, 1, NEVER);
        Channel<Integer> channel = fed(feed);
        for (int i = 0; i < 2 * EVERY; i++) {
            send(channel, EVERY);
            assertEquals("fed", feed.events().tryReceive().name());
        }
        assertEquals(2 * EVERY, feed.events().snapshot().recvs());
        assertNull(feed.events().tryReceive());
    }

    @Test
    void failedOperationsDoNotCount() {
        MetricsFeed feed = MetricsFeed.create("metrics");
        Channel<Integer> channel = fed(feed);
        send(channel, EVERY - 1);
        receive(channel, 0);
        channel.close();
        for (int i = 0; i < 2 * EVERY; i++) {
            assertThrows(ChannelClosedException.class, () -> channel.trySend(1));
        }
        assertNull(feed.events().tryReceive());
        receive(channel, 1);
        assertEquals(1, feed.events().tryReceive().recvs());
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Form#waiting")
    void anEventIsOneMomentOfTheChannel(Form form) throws Exception {
        MetricsFeed feed = MetricsFeed.create("metrics", 16, 1, NEVER);
        ChannelBuilder<Integer> builder = Channel.<Integer>builder("fed").metrics(feed);
        if (form.isBuffered()) {
            builder.buffered(form.capacity());
        }
        Channel<Integer> channel = builder.build();
        try (Rig rig = new Rig(Machine.single().findFirst().orElseThrow())) {
            Coroutine<Void> sender =
                    rig.launch(
                            "sends",
                            () -> {
                                for (int i = 0; i < 4 * EVERY; i++) {
                                    channel.send(i);
                                }
                            });
            for (int i = 0; i < 4 * EVERY; i++) {
                assertEquals(i, channel.receive());
            }
            Rig.get(sender);
        }
        feed.events().close();
        List<ChannelMetrics> events = feed.events().receiveUpTo(16, Duration.ZERO);
        assertEquals(8, events.size());
        for (ChannelMetrics event : events) {
            long kept = event.sends() - event.recvs();
            assertTrue(kept >= 0 && kept <= form.capacity(), event::toString);
        }
    }

    /** Many channels and many coroutines feed one, which is full again and again. */
    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Machine#all")
    void theDifferencesOfAChannelAddUpToItsTotals(Machine machine) throws Exception {
        int channels = 3;
        int elements = 20 * EVERY;
        MetricsFeed feed = MetricsFeed.create("metrics", 2, 1, NEVER);
        List<ChannelMetrics> events = new ArrayList<>();
        List<Channel<Integer>> all = new ArrayList<>();
        try (Rig rig = new Rig(machine)) {
            Coroutine<Void> reader =
                    rig.launch(
                            "reads",
                            () -> {
                                for (ChannelMetrics e;
                                        (e = feed.events().receiveOrClosed()) != null; ) {
                                    events.add(e);
                                }
                            });
            List<Coroutine<Void>> users = new ArrayList<>();
            for (int i = 0; i < channels; i++) {
                Channel<Integer> channel =
                        Channel.<Integer>builder("fed-" + i)
                                .buffered(64)
                                .sizer(Integer::longValue)
                                .metrics(feed)
                                .build();
                all.add(channel);
                for (int j = 0; j < 2; j++) {
                    users.add(rig.launch("sends", () -> sendAll(channel, elements)));
                    users.add(rig.launch("receives", () -> receiveAll(channel, elements)));
                }
            }
            for (Coroutine<Void> user : users) {
                Rig.get(user);
            }
            for (Channel<Integer> channel : all) {
                // The feed may have been full whenever one of these had an event.
                tellTwice(channel, feed);
            }
            feed.events().close();
            Rig.get(reader);
        }
        for (Channel<Integer> channel : all) {
            checkSums(channel.snapshot(), events);
        }
        // The check finds an event that was lost behind the feed.
        events.remove(0);
        assertThrows(
                AssertionError.class,
                () -> all.forEach(channel -> checkSums(channel.snapshot(), events)));
    }

    /** Uses a channel that nobody else does until its feed has taken two events more. */
    private static void tellTwice(Channel<Integer> channel, MetricsFeed feed)
            throws InterruptedException {
        for (int told = 0; told < 2; told++) {
            while (feed.events().snapshot().depth() > 0) {
                Thread.yield();
            }
            for (int i = 0; i < EVERY; i++) {
                channel.send(i);
                channel.receive();
            }
        }
    }

    /** The differences of a channel's events add up to the totals of each of them. */
    private static void checkSums(ChannelSnapshot channel, List<ChannelMetrics> events) {
        long sends = 0;
        long recvs = 0;
        long bytesSent = 0;
        long bytesRecv = 0;
        for (ChannelMetrics event : events) {
            if (event.name().equals(channel.name())) {
                sends += event.deltaSends();
                recvs += event.deltaRecvs();
                bytesSent += event.deltaBytesSent();
                bytesRecv += event.deltaBytesRecv();
                assertEquals(event.sends(), sends);
                assertEquals(event.recvs(), recvs);
                assertEquals(event.bytesSent(), bytesSent);
                assertEquals(event.bytesRecv(), bytesRecv);
                assertTrue(recvs <= sends, event::toString);
            }
        }
        assertTrue(sends > 0 && sends <= channel.sends(), channel::toString);
    }

    private static void sendAll(Channel<Integer> channel, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            channel.send(i);
        }
    }

    private static void receiveAll(Channel<Integer> channel, int count)
            throws InterruptedException {
        for (int i = 0; i < count; i++) {
            channel.receive();
        }
    }

    @Test
    void settingsThatCannotBeUsedAreNamed() {
        assertMessage(
                "metrics feed metrics: an event after 0 operations; it must be at least 1",
                () -> MetricsFeed.create("metrics", 1, 0, NEVER));
        assertMessage(
                "metrics feed metrics: the interval is negative: PT-1S; zero sends an event each"
                        + " time that one is considered",
                () -> MetricsFeed.create("metrics", 1, 1, Duration.ofSeconds(-1)));
        assertMessage(
                "channel metrics: capacity is 0; it must be from 1 to 1073741824",
                () -> MetricsFeed.create("metrics", 0, 1, NEVER));
        ChannelBuilder<Integer> builder = Channel.builder("fed");
        assertThrows(NullPointerException.class, () -> builder.metrics(null));
    }

    private static void assertMessage(
            String message, org.junit.jupiter.api.function.Executable refused) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, refused).getMessage());
    }
}
