// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.time.Duration;
import java.util.Objects;

import org.kcoro.port.Settings;
import org.kcoro.zref.internal.BackendRegistry;

/** Settings of a registry of backends. Not thread-safe. */
public final class BackendsBuilder {

    private static final int DRAIN_MILLIS = 1_000;

    private String owner = "kcoro";
    private Duration drain = Duration.ofMillis(DRAIN_MILLIS);

    BackendsBuilder() {}

    /**
     * Takes the setting {@code drainMillis} where it is set.
     *
     * @throws IllegalArgumentException when it cannot be used, with its name
     */
    public BackendsBuilder settings(Settings settings) {
        int millis = settings.integer("drainMillis", -1, 0, Integer.MAX_VALUE);
        if (millis >= 0) {
            drain = Duration.ofMillis(millis);
        }
        return this;
    }

    /** The name of the owner; {@code kcoro} unless told. */
    public BackendsBuilder owner(String owner) {
        this.owner = Objects.requireNonNull(owner, "owner");
        return this;
    }

    /**
     * How long a close waits for receivers; one second unless told, zero for not at all.
     *
     * @throws IllegalArgumentException when it is negative
     */
    public BackendsBuilder drain(Duration patience) {
        drain = BackendRegistry.checked(patience);
        return this;
    }

    /** Makes the registry. The caller closes it. */
    public Backends build() {
        return new BackendRegistry(owner, drain);
    }
}
