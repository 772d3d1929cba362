// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/** What a send to a full buffered channel does. */
public enum OverflowPolicy {
    /** It waits for room. */
    WAIT,
    /** It succeeds, and the oldest element that is not reserved is dropped. */
    DROP_OLDEST,
    /** It succeeds, and its own element is dropped. */
    DROP_LATEST
}
