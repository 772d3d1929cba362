// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Who wants to know when nothing will be received any more is told once. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WhenDrainedTest {

    private final AtomicInteger told = new AtomicInteger();

    /** How many were told before each element that was discarded. */
    private final List<Integer> discarded = new ArrayList<>();

    private final FlyweightChannel<Numbered> channel =
            Channel.<Numbered>builder("told of")
                    .buffered(2)
                    .onUndelivered(each -> discarded.add(told.get()))
                    .buildFlyweights(Numbered.LAYOUT);

    private void assertTold(int times) {
        assertEquals(times, told.get());
        channel.cancel(null);
        channel.close();
        assertEquals(times, told.get(), "told again");
        channel.whenDrained(told::incrementAndGet);
        assertEquals(times + 1, told.get(), "one that comes late is told at once");
    }

    @Test
    void byTheLastReceive() throws InterruptedException {
        channel.whenDrained(told::incrementAndGet);
        channel.send(new Numbered());
        channel.close();
        assertEquals(0, told.get());
        channel.receiveInto(new Numbered());
        assertTold(1);
    }

    @Test
    void byTheCloseOfAnEmptyChannel() {
        channel.whenDrained(told::incrementAndGet);
        channel.close();
        assertTold(1);
    }

    @Test
    void byACancelWhichTellsTheUndeliveredFirst() throws InterruptedException {
        channel.whenDrained(told::incrementAndGet);
        channel.send(new Numbered());
        channel.cancel(null);
        assertEquals(List.of(0), discarded);
        assertTold(1);
    }

    @Test
    void byTheCommitOfTheLast() throws InterruptedException {
        channel.whenDrained(told::incrementAndGet);
        channel.send(new Numbered());
        Reservation<Numbered> reserved = channel.reserve();
        channel.close();
        assertEquals(0, told.get());
        reserved.commit();
        assertTold(1);
    }

    @Test
    void eachOfThem() {
        channel.whenDrained(told::incrementAndGet);
        channel.whenDrained(told::incrementAndGet);
        channel.close();
        assertTrue(channel.isClosedForReceive());
        assertEquals(2, told.get());
    }
}
