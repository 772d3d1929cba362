// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import org.kcoro.channels.internal.Invariants;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The counters that a channel must show; those not named must be zero. */
final class Counts {

    private final StringBuilder expected = new StringBuilder();
    private final StringBuilder actual = new StringBuilder();
    private final ChannelSnapshot snapshot;
    private int checked;

    private Counts(ChannelSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /**
     * Compares every counter, and looks whether the invariants hold.
     *
     * @param expected names and values, such as {@code "sends=3 recvs=2 depth=1"}
     */
    static void assertCounts(String expected, Channel<?> channel) {
        Invariants.check(channel);
        Counts counts = new Counts(channel.snapshot());
        String named = " " + expected + " ";
        ChannelSnapshot s = counts.snapshot;
        counts.check(named, "depth", s.depth());
        counts.check(named, "sends", s.sends());
        counts.check(named, "recvs", s.recvs());
        counts.check(named, "bytesSent", s.bytesSent());
        counts.check(named, "bytesRecv", s.bytesRecv());
        counts.check(named, "sendEagain", s.sendEagain());
        counts.check(named, "sendEtime", s.sendEtime());
        counts.check(named, "sendEpipe", s.sendEpipe());
        counts.check(named, "recvEagain", s.recvEagain());
        counts.check(named, "recvEtime", s.recvEtime());
        counts.check(named, "recvEpipe", s.recvEpipe());
        counts.check(named, "cancelled", s.cancelled());
        counts.check(named, "dropped", s.dropped());
        counts.check(named, "undelivered", s.undelivered());
        counts.check(named, "reserved", s.reserved());
        counts.check(named, "waitingSenders", s.waitingSenders());
        counts.check(named, "waitingReceivers", s.waitingReceivers());
        String[] names = expected.isBlank() ? new String[0] : expected.trim().split(" +");
        assertEquals(names.length, counts.checked, "names in: " + expected);
        assertEquals(counts.expected.toString(), counts.actual.toString());
    }

    private void check(String named, String name, long value) {
        int at = named.indexOf(" " + name + "=");
        long wanted = 0;
        if (at >= 0) {
            int from = at + name.length() + 2;
            wanted = Long.parseLong(named.substring(from, named.indexOf(' ', from)));
            checked++;
        }
        if (wanted != 0 || value != 0) {
            expected.append(name).append('=').append(wanted).append(' ');
            actual.append(name).append('=').append(value).append(' ');
        }
    }
}
