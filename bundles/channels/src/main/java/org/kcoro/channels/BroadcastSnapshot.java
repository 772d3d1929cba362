// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/**
 * The state and counters of a broadcast at one moment. What each subscriber has received is in the
 * {@link Channel#snapshot} of its subscription.
 *
 * @param name the broadcast's name
 * @param closed whether it is closed
 * @param subscribers subscriptions that are open
 * @param sends elements sent, each counted once, however many subscribers it had
 * @param unheard elements sent while nobody subscribed
 * @param dropped elements that subscriptions, also past ones, have dropped when they were full,
 *     each counted for each subscription
 * @param waitingSenders senders parked now
 */
public record BroadcastSnapshot(
        String name,
        boolean closed,
        int subscribers,
        long sends,
        long unheard,
        long dropped,
        int waitingSenders) {}
