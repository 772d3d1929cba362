// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.EnumMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(300)
class ChannelRateTest {

    private static final long SECOND = 1_000_000_000;
    private static final double MICROSECOND = 1e-6;
    private static final double EXACTLY = 0;
    private static final double ROUNDED = 1e-12;

    /** A counter of a snapshot. */
    private enum Counter {
        SENDS,
        RECVS,
        BYTES_SENT,
        BYTES_RECV,
        SEND_EAGAIN,
        SEND_ETIME,
        SEND_EPIPE,
        RECV_EAGAIN,
        RECV_ETIME,
        RECV_EPIPE,
        RV_MATCHES,
        RV_CANCELS;

        /** Whether it shows that something was done, in however little time. */
        boolean moves() {
            return switch (this) {
                case SENDS, RECVS, BYTES_SENT, BYTES_RECV, RV_MATCHES, RV_CANCELS -> true;
                default -> false;
            };
        }

        /** What a rate says of it; a timeout has no place there. */
        long of(ChannelRate rate) {
            return switch (this) {
                case SENDS -> rate.sends();
                case RECVS -> rate.recvs();
                case BYTES_SENT -> rate.bytesSent();
                case BYTES_RECV -> rate.bytesRecv();
                case SEND_EAGAIN -> rate.sendEagain();
                case SEND_EPIPE -> rate.sendEpipe();
                case RECV_EAGAIN -> rate.recvEagain();
                case RECV_EPIPE -> rate.recvEpipe();
                case RV_MATCHES -> rate.rvMatches();
                case RV_CANCELS -> rate.rvCancels();
                case SEND_ETIME, RECV_ETIME -> 0;
            };
        }
    }

    private static ChannelSnapshot snapshot(long first, long last, Map<Counter, Long> counters) {
        return new ChannelSnapshot(
                "rated",
                ChannelKind.RENDEZVOUS,
                0,
                0,
                false,
                counters.getOrDefault(Counter.SENDS, 0L),
                counters.getOrDefault(Counter.RECVS, 0L),
                counters.getOrDefault(Counter.BYTES_SENT, 0L),
                counters.getOrDefault(Counter.BYTES_RECV, 0L),
                first,
                last,
                counters.getOrDefault(Counter.SEND_EAGAIN, 0L),
                counters.getOrDefault(Counter.SEND_ETIME, 0L),
                counters.getOrDefault(Counter.SEND_EPIPE, 0L),
                counters.getOrDefault(Counter.RECV_EAGAIN, 0L),
                counters.getOrDefault(Counter.RECV_ETIME, 0L),
                counters.getOrDefault(Counter.RECV_EPIPE, 0L),
                0,
                0,
                0,
                0,
                counters.getOrDefault(Counter.RV_MATCHES, 0L),
                counters.getOrDefault(Counter.RV_CANCELS, 0L),
                0,
                0);
    }

    private static ChannelSnapshot lasting(long nanos) {
        return snapshot(SECOND, SECOND + nanos, Map.of(Counter.SENDS, 1L));
    }

    private static ChannelSnapshot only(Counter counter, long value) {
        return snapshot(0, 0, Map.of(counter, value));
    }

    private static Map<Counter, Long> numbered(long step) {
        Map<Counter, Long> counters = new EnumMap<>(Counter.class);
        for (Counter counter : Counter.values()) {
            counters.put(counter, step * (counter.ordinal() + 1));
        }
        return counters;
    }

    @Test
    void everyDifferenceIsTakenFromItsOwnCounter() {
        ChannelRate rate =
                ChannelRate.between(
                        snapshot(SECOND, 2 * SECOND, numbered(100)),
                        snapshot(SECOND, 4 * SECOND, numbered(107)));
        for (Counter counter : Counter.values()) {
            if (counter != Counter.SEND_ETIME && counter != Counter.RECV_ETIME) {
                assertEquals(7L * (counter.ordinal() + 1), counter.of(rate), counter::name);
            }
        }
        assertEquals(2, rate.intervalSeconds(), EXACTLY);
        assertEquals(3.5, rate.sendsPerSecond(), EXACTLY);
        assertEquals(7, rate.recvsPerSecond(), EXACTLY);
        assertEquals(10.5, rate.bytesSentPerSecond(), EXACTLY);
        assertEquals(14, rate.bytesRecvPerSecond(), EXACTLY);
    }

    @Test
    void withoutAPreviousSnapshotAllOfTheCurrentOneCounts() {
        ChannelSnapshot current = snapshot(SECOND, 3 * SECOND, numbered(2));
        ChannelRate rate = ChannelRate.between(null, current);
        assertEquals(ChannelRate.between(snapshot(0, 0, Map.of()), current), rate);
        assertEquals(2, rate.sends());
        assertEquals(2, rate.intervalSeconds(), EXACTLY);
        assertEquals(1, rate.sendsPerSecond(), EXACTLY);
    }

    @Test
    void theIntervalIsThatBetweenOperations() {
        assertEquals(
                3,
                ChannelRate.between(lasting(2 * SECOND), lasting(5 * SECOND)).intervalSeconds(),
                ROUNDED);
    }

    /** Without a duration there is nothing to take away: the first operation is in the interval. */
    @Test
    void aPreviousSnapshotWithoutDurationDoesNotShortenTheInterval() {
        assertEquals(
                5, ChannelRate.between(lasting(0), lasting(5 * SECOND)).intervalSeconds(), EXACTLY);
    }

    @Test
    void aPreviousSnapshotWithALongerDurationIsOfAnotherChannel() {
        assertEquals(
                5,
                ChannelRate.between(lasting(6 * SECOND), lasting(5 * SECOND)).intervalSeconds(),
                EXACTLY);
    }

    @ParameterizedTest
    @EnumSource(Counter.class)
    void whatIsDoneInNoTimeTakesAMicrosecond(Counter counter) {
        ChannelRate rate = ChannelRate.between(only(counter, 1), only(counter, 3));
        assertEquals(counter.moves() ? MICROSECOND : 0, rate.intervalSeconds(), EXACTLY);
        assertEquals(
                counter == Counter.SENDS ? 2 / MICROSECOND : 0, rate.sendsPerSecond(), EXACTLY);
        assertEquals(
                counter == Counter.BYTES_RECV ? 2 / MICROSECOND : 0,
                rate.bytesRecvPerSecond(),
                EXACTLY);
    }

    /** Operations within one tick of the coarse clock, after others. */
    @Test
    void anIntervalThatComesToNothingIsAMicrosecondToo() {
        ChannelRate rate =
                ChannelRate.between(
                        snapshot(SECOND, 2 * SECOND, Map.of(Counter.RECVS, 1L)),
                        snapshot(SECOND, 2 * SECOND, Map.of(Counter.RECVS, 2L)));
        assertEquals(MICROSECOND, rate.intervalSeconds(), EXACTLY);
        assertEquals(1 / MICROSECOND, rate.recvsPerSecond(), EXACTLY);
    }

    @Test
    void anIdleChannelHasNoIntervalAndNoRates() {
        ChannelRate rate = ChannelRate.between(lasting(SECOND), lasting(SECOND));
        assertEquals(0, rate.intervalSeconds(), EXACTLY);
        assertEquals(0, rate.sendsPerSecond(), EXACTLY);
        assertEquals(0, rate.sends());
    }

    @Test
    void swappedSnapshotsHaveNegativeDifferences() {
        ChannelRate rate = ChannelRate.between(only(Counter.SENDS, 3), only(Counter.SENDS, 1));
        assertEquals(-2, rate.sends());
        assertEquals(MICROSECOND, rate.intervalSeconds(), EXACTLY);
    }

    @Test
    void aCurrentSnapshotIsNeeded() {
        String message =
                assertThrows(
                                NullPointerException.class,
                                () -> ChannelRate.between(lasting(1), null))
                        .getMessage();
        assertTrue(message.contains("current snapshot"), message);
    }

    @Test
    void theRatesOfTheWholeAreTotalsByDuration() {
        ChannelSnapshot snapshot = snapshot(SECOND, 3 * SECOND, numbered(4));
        assertEquals(2 * SECOND, snapshot.durationNanos());
        assertEquals(2, snapshot.sendsPerSecond(), EXACTLY);
        assertEquals(4, snapshot.recvsPerSecond(), EXACTLY);
        assertEquals(6, snapshot.bytesSentPerSecond(), EXACTLY);
        assertEquals(8, snapshot.bytesRecvPerSecond(), EXACTLY);
        ChannelSnapshot atOnce = snapshot(SECOND, SECOND, numbered(4));
        assertEquals(0, atOnce.durationNanos());
        assertEquals(0, atOnce.sendsPerSecond(), EXACTLY);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void ofAChannel(Form form) throws Exception {
        Channel<Integer> channel = form.open("rated");
        ChannelSnapshot before = channel.snapshot();
        assertEquals(0, before.durationNanos());
        channel.close();
        channel.sendOrClosed(1);
        channel.receiveOrClosed();
        ChannelRate rate = ChannelRate.between(before, channel.snapshot());
        assertEquals(1, rate.sendEpipe());
        assertEquals(1, rate.recvEpipe());
        assertEquals(0, rate.intervalSeconds(), EXACTLY);
    }
}
