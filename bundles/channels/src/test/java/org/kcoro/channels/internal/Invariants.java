// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

import org.kcoro.channels.Channel;

/** Looks whether the invariants of a channel hold, in the midst of whatever goes on. */
public final class Invariants {

    private Invariants() {}

    /** Checks a channel of this JVM; of others it knows nothing. */
    public static void check(Channel<?> channel) {
        if (!(channel instanceof LocalChannel<?> local)) {
            return;
        }
        ChannelState<?> state = local.state();
        state.lock.lock();
        try {
            ChannelInvariants.check(state);
        } finally {
            state.lock.unlock();
        }
    }
}
