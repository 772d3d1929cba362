// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.scheduler.Parker;
import org.kcoro.scheduler.WaitReason;
import org.kcoro.zref.BackendClosedException;
import org.kcoro.zref.DescriptorChannel;

/** The end of bindings: closed for sending, drained by their receivers, then cancelled. */
final class BindingDrain {

    private BindingDrain() {}

    /**
     * Ends bindings; a stop of the caller ends its patience.
     *
     * @param cause why each ends
     * @return the channels that were not drained, as they were before their cancel
     */
    static List<ChannelSnapshot> end(
            Collection<Binding> bindings,
            Function<Binding, BackendClosedException> cause,
            WaitReason reason,
            Duration patience) {
        for (Binding each : bindings) {
            each.close(cause.apply(each));
        }
        await(bindings, reason, patience);
        List<ChannelSnapshot> left = new ArrayList<>();
        for (Binding each : bindings) {
            DescriptorChannel channel = each.channel();
            ChannelSnapshot before = channel == null ? null : channel.snapshot();
            if (each.cancel(cause.apply(each))) {
                left.add(before);
            }
        }
        return left;
    }

    private static void await(Collection<Binding> bindings, WaitReason reason, Duration patience) {
        Parker parker = Parker.current();
        AtomicInteger open = new AtomicInteger(bindings.size());
        for (Binding each : bindings) {
            each.whenDetached(
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
