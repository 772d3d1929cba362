// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.kcoro.channels.NamedChannel;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;

/** The end of channels: closed for sending, drained by their receivers, then cancelled. */
final class ChannelDrain {

    private ChannelDrain() {}

    /**
     * Ends channels; a stop of the caller ends its patience.
     *
     * @return those that were not drained, as they were before their cancel
     */
    static List<NamedChannel> end(
            Collection<RegisteredChannel> channels, String owner, Duration patience) {
        OwnerClosedException cause = new OwnerClosedException(owner);
        for (RegisteredChannel each : channels) {
            each.channel().close(cause);
        }
        await(channels, new WaitReason("drain", "channels of " + owner), patience);
        List<NamedChannel> left = new ArrayList<>();
        for (RegisteredChannel each : channels) {
            NamedChannel before = each.list();
            if (!each.channel().isClosedForReceive()) {
                left.add(before);
            }
            each.channel().cancel(cause);
        }
        return left;
    }

    private static void await(
            Collection<RegisteredChannel> channels, WaitReason reason, Duration patience) {
        Parker parker = Parker.current();
        AtomicInteger open = new AtomicInteger(channels.size());
        for (RegisteredChannel each : channels) {
            each.channel()
                    .whenDrained(
                            () -> {
                                if (open.decrementAndGet() == 0) {
                                    parker.unpark();
                                }
                            });
        }
        long deadlineNanos = parker.deadlineAfter(patience);
        try {
            while (open.get() > 0 && deadlineNanos - parker.nanoTime() > 0) {
                parker.checkStop();
                parker.parkUntil(reason, deadlineNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            // A cancel, which shows again at the next wait; or it cannot be suspended here.
            return;
        }
    }
}
