// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Channels in this JVM under another name; notes what it has attached and let go. */
class CountingBackend implements ZeroCopyBackend {

    final List<DescriptorChannel> attached = new CopyOnWriteArrayList<>();
    final List<DescriptorChannel> detached = new CopyOnWriteArrayList<>();

    private final String name;

    CountingBackend(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<BackendCapability> capabilities() {
        return EnumSet.allOf(BackendCapability.class);
    }

    @Override
    public DescriptorChannel attach(DescriptorSpec spec) {
        DescriptorChannel channel = spec.open(name);
        attached.add(channel);
        return channel;
    }

    @Override
    public void detach(DescriptorChannel channel) {
        assertTrue(channel.isClosedForReceive(), "a channel that is let go is at its end");
        detached.add(channel);
    }

    /** Each that was attached was let go, once. */
    void checkAllDetached() {
        assertEquals(attached.size(), detached.size(), "attached, and let go");
        assertEquals(Set.copyOf(attached), Set.copyOf(detached));
        assertEquals(detached.size(), Set.copyOf(detached).size(), "one is let go twice");
    }
}
