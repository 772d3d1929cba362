// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.util.EnumSet;
import java.util.Set;

import org.kcoro.zref.BackendCapability;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.DescriptorSpec;
import org.kcoro.zref.ZeroCopyBackend;

/**
 * A second implementation of {@link ZeroCopyBackend}, as naive as can be: a monitor, a deque of
 * descriptors, and queues of those that wait. It shows that {@link ZeroCopyBackendKit} asks nothing
 * that only our own channels can do, and is an example for authors of backends. It has no
 * rendezvous channels, reservations or clauses.
 */
public final class DequeBackend implements ZeroCopyBackend {

    private static final Set<BackendCapability> CAPABILITIES =
            Set.copyOf(
                    EnumSet.of(
                            BackendCapability.BUFFERED,
                            BackendCapability.CONFLATED,
                            BackendCapability.UNLIMITED,
                            BackendCapability.OVERFLOW,
                            BackendCapability.UNDELIVERED));

    /** A backend without channels. */
    public DequeBackend() {}

    @Override
    public String name() {
        return "deque";
    }

    @Override
    public Set<BackendCapability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public DescriptorChannel attach(DescriptorSpec spec) {
        return new DequeChannel(name(), spec);
    }

    @Override
    public void detach(DescriptorChannel channel) {
        // It knows none of its channels.
    }
}
