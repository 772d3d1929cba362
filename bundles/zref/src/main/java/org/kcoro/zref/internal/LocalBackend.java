// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.util.EnumSet;
import java.util.Set;

import org.kcoro.zref.BackendCapability;
import org.kcoro.zref.Backends;
import org.kcoro.zref.DescriptorChannel;
import org.kcoro.zref.DescriptorSpec;
import org.kcoro.zref.ZeroCopyBackend;

/** The built-in backend: channels in this JVM. */
final class LocalBackend implements ZeroCopyBackend {

    @Override
    public String name() {
        return Backends.ZREF;
    }

    @Override
    public Set<BackendCapability> capabilities() {
        return EnumSet.allOf(BackendCapability.class);
    }

    @Override
    public DescriptorChannel attach(DescriptorSpec spec) {
        return spec.open(Backends.ZREF);
    }

    @Override
    public void detach(DescriptorChannel channel) {
        // It knows none of its channels.
    }

    @Override
    public String toString() {
        return "backend " + Backends.ZREF;
    }
}
