// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/** How an operation on a channel ended, or why it has not. */
public enum Attempt {
    /** The element has changed hands. */
    DONE,
    /** It would have to wait. */
    NOT_NOW,
    /** The channel is closed for it. */
    CLOSED,
    /**
     * The counterpart has reserved the element and decides later: the select is claimed, and {@link
     * Selection#complete} or {@link Selection#retry} follows. Only a send clause answers so.
     */
    HELD
}
