// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChannelBuilderTest {

    @Test
    void aChannelIsARendezvousUnlessTold() {
        for (Channel<String> channel :
                List.of(
                        Channel.<String>rendezvous("meet"),
                        Channel.<String>builder("meet").build())) {
            assertEquals("meet", channel.name());
            assertEquals(ChannelKind.RENDEZVOUS, channel.kind());
            assertEquals(0, channel.capacity());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16, 1_000, ChannelBuilder.MAX_CAPACITY})
    void aCapacityIsTakenExactly(int capacity) {
        Channel<String> channel = Channel.buffered("lines", capacity);
        assertEquals("lines", channel.name());
        assertEquals(ChannelKind.BUFFERED, channel.kind());
        assertEquals(capacity, channel.capacity());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, ChannelBuilder.MAX_CAPACITY + 1})
    void aBadCapacityIsRefusedNamingTheChannel(int capacity) {
        for (Runnable refused :
                new Runnable[] {
                    () -> Channel.buffered("lines", capacity),
                    () -> Channel.builder("lines").buffered(capacity)
                }) {
            String message =
                    assertThrows(IllegalArgumentException.class, refused::run).getMessage();
            for (String part :
                    new String[] {"lines", "" + capacity, "1", "" + ChannelBuilder.MAX_CAPACITY}) {
                assertTrue(message.contains(part), () -> "no " + part + " in: " + message);
            }
        }
    }

    @Test
    void nullsAreRefused() {
        assertThrows(NullPointerException.class, () -> Channel.rendezvous(null));
        assertThrows(NullPointerException.class, () -> Channel.builder(null));
        ChannelBuilder<String> builder = Channel.builder("lines");
        assertThrows(NullPointerException.class, () -> builder.sizer(null));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void aNewChannelIsOpenAndEmpty(Form form) {
        Channel<String> channel = form.open("new");
        assertFalse(channel.isClosedForSend());
        assertFalse(channel.isClosedForReceive());
        Counts.assertCounts("", channel);
        ChannelSnapshot snapshot = channel.snapshot();
        assertEquals("new", snapshot.name());
        assertEquals(channel.kind(), snapshot.kind());
        assertEquals(form.capacity(), snapshot.capacity());
        assertFalse(snapshot.closed());
    }

    @Test
    void kindsHaveLabelsInLowerCase() {
        assertEquals("rendezvous", ChannelKind.RENDEZVOUS.label());
        assertEquals("buffered", ChannelKind.BUFFERED.label());
    }
}
