// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.util.EnumSet;
import java.util.Set;

import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.OverflowPolicy;

/**
 * What an implementation of channels claims to be able to do; {@link ChannelKit} holds it to that.
 * Immutable.
 *
 * @param kinds which kinds there are
 * @param overflows which overflow policies buffered channels have
 * @param tries whether {@code trySend}, {@code tryReceive} and timeouts of zero answer exactly: a
 *     try succeeds if, and only if, it need not wait
 * @param timed whether sends and receives have timeouts
 * @param twoPhase whether elements can be reserved, and then committed or aborted
 * @param selectable whether the channel has clauses for a {@code Select} that receive, and with
 *     {@code twoPhase} such as reserve
 * @param selectableSends whether it has clauses that send, too
 * @param cancellable whether {@code cancel} discards what the channel keeps
 * @param undelivered whether {@code onUndelivered} is told of each element that is discarded
 * @param sized whether a sizer counts bytes
 * @param causes whether the cause of a close reaches those that find the channel closed
 * @param counted whether the snapshot holds the exact counters of both ends; a channel without is
 *     not held to the model of sequential histories
 */
public record ChannelCapabilities(
        Set<ChannelKind> kinds,
        Set<OverflowPolicy> overflows,
        boolean tries,
        boolean timed,
        boolean twoPhase,
        boolean selectable,
        boolean selectableSends,
        boolean cancellable,
        boolean undelivered,
        boolean sized,
        boolean causes,
        boolean counted) {

    /** All that a channel in this JVM can do. */
    public static final ChannelCapabilities ALL =
            new ChannelCapabilities(
                    EnumSet.allOf(ChannelKind.class),
                    EnumSet.allOf(OverflowPolicy.class),
                    true,
                    true,
                    true,
                    true,
                    true,
                    true,
                    true,
                    true,
                    true,
                    true);

    public ChannelCapabilities {
        kinds = Set.copyOf(kinds);
        overflows = Set.copyOf(overflows);
    }
}
