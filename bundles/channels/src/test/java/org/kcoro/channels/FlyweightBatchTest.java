// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kcoro.scheduler.Coroutine;
import org.kcoro.scheduler.CoroutineState;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

/** Batches of elements that a channel keeps by value. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FlyweightBatchTest {

    private static final int ELEMENTS = 200;

    private final Numbered.Given layout = new Numbered.Given();

    static Numbered[] flyweights(int count) {
        Numbered[] all = new Numbered[count];
        for (int i = 0; i < count; i++) {
            all[i] = Numbered.of(i);
        }
        return all;
    }

    @Test
    void aBatchGoesAsFarAsItNeedNotWait() throws InterruptedException {
        FlyweightChannel<Numbered> channel =
                Form.BUFFERED_3
                        .<Numbered>builder("sized")
                        .sizer(Numbered::number)
                        .buildFlyweights(layout);
        Numbered[] sent = flyweights(6);
        assertEquals(3, channel.sendSome(sent, 2, 6));
        assertEquals(List.of(2L, 3L, 4L), layout.numbers);
        assertEquals(5, sent[5].number());
        assertEquals(9, channel.snapshot().bytesSent());
        Numbered[] received = flyweights(6);
        assertEquals(2, channel.receiveSome(received, 1, 3));
        assertEquals(1, channel.receiveSome(received, 3, 6));
        List<Long> numbers = new ArrayList<>();
        for (Numbered each : received) {
            numbers.add(each.number());
        }
        assertEquals(List.of(0L, 2L, 3L, 4L, 4L, 5L), numbers);
        assertEquals(9, channel.snapshot().bytesRecv());
    }

    @Test
    void aBatchIsBounded() throws InterruptedException {
        FlyweightChannel<Numbered> channel = layout.open(Form.UNLIMITED);
        assertEquals(64, channel.sendSome(flyweights(100), 0, 100));
        assertEquals(64, channel.sendSome(flyweights(64), 0, 64));
        assertEquals(64, channel.receiveSome(flyweights(100), 0, 100));
        assertEquals(64, channel.snapshot().depth());
    }

    /** An event for the feed is due after each 1,024 operations, also amid a batch. */
    @Test
    void aBatchThatPassesTheNumberOfAnEventTells() throws InterruptedException {
        MetricsFeed feed = MetricsFeed.create("metrics");
        FlyweightChannel<Numbered> channel =
                Form.UNLIMITED.<Numbered>builder("fed").metrics(feed).buildFlyweights(layout);
        int before = MetricsFeed.CONSIDERED_EVERY - 2;
        for (int sent = 0; sent < before; ) {
            sent += channel.sendSome(flyweights(50), 0, Math.min(50, before - sent));
        }
        assertNull(feed.events().tryReceive());
        assertEquals(5, channel.sendSome(flyweights(5), 0, 5));
        assertEquals(before + 5, feed.events().tryReceive().deltaSends());
        for (int received = 0; received < before - 7; ) {
            received += channel.receiveSome(flyweights(50), 0, Math.min(50, before - 7 - received));
        }
        assertNull(feed.events().tryReceive());
        assertEquals(10, channel.receiveSome(flyweights(10), 0, 10));
        assertEquals(before + 3, feed.events().tryReceive().deltaRecvs());
    }

    @ParameterizedTest
    @MethodSource("org.kcoro.channels.Setup#lossless")
    void batchesWaitForTheirFirst(Setup setup) throws Exception {
        FlyweightChannel<Numbered> channel = layout.open(setup.form());
        try (Rig rig = new Rig(setup.machine())) {
            Coroutine<Void> sender =
                    rig.launch(
                            "sender",
                            () -> {
                                Numbered[] all = flyweights(ELEMENTS);
                                for (int sent = 0; sent < ELEMENTS; ) {
                                    sent += channel.sendSome(all, sent, ELEMENTS);
                                }
                                channel.close();
                            });
            List<Long> received = new ArrayList<>();
            rig.in(
                    () -> {
                        Numbered[] some = flyweights(5);
                        for (int n; (n = channel.receiveSome(some, 0, 5)) > 0; ) {
                            for (int i = 0; i < n; i++) {
                                received.add(some[i].number());
                            }
                        }
                        return null;
                    });
            assertEquals(CoroutineState.COMPLETED, Rig.ended(sender));
            assertEquals(Numbered.upTo(ELEMENTS), received);
            assertEquals(Numbered.upTo(ELEMENTS), layout.numbers);
        }
    }
}
