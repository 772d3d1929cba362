// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

/** What the channels of a {@link ZeroCopyBackend} can do, beside sending and receiving. */
public enum BackendCapability {
    /** It has rendezvous channels. */
    RENDEZVOUS,
    /** It has buffered channels. */
    BUFFERED,
    /** It has conflated channels. */
    CONFLATED,
    /** It has unlimited channels. */
    UNLIMITED,
    /** Its buffered channels have overflow policies that drop. */
    OVERFLOW,
    /** Its channels have clauses for a {@link org.kcoro.channels.Select}. */
    SELECT,
    /** Payloads can be reserved, and then committed or aborted. */
    RESERVE,
    /** {@code onUndelivered} is shown each payload before it goes back to its region. */
    UNDELIVERED
}
