// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

/** How long an operation of a history waits. */
enum Patience {
    /** Not at all, by the method that only tries. */
    TRY,
    /** Not at all, by a timeout of zero. */
    ZERO,
    /** For a moment, in which nothing else happens. */
    MOMENT,
    /** For longer than the history goes on. */
    LONG,
    /** Without a deadline; the close is thrown. */
    FOREVER,
    /** Without a deadline; the close is the result. */
    OR_CLOSED;

    /** Whether it does not wait at all. */
    boolean isNone() {
        return this == TRY || this == ZERO;
    }

    /** Whether it is a timeout. */
    boolean isTimed() {
        return this == ZERO || this == MOMENT || this == LONG;
    }
}
