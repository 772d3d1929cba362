// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/** What a select does about a clause whose channel is closed for it. */
public enum ClosedPolicy {
    /** The select throws a {@link ChannelClosedException} that names the channel. */
    THROW,
    /** The clause is chosen, and {@link Clause#isClosed} says why. */
    CHOOSE,
    /** It is passed over; when all are closed, the select throws. */
    SKIP
}
