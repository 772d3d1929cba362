// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors.internal;

import org.kcoro.actors.Terminated;

/** What an actor is told besides its messages. */
sealed interface Signal {

    /** A child has failed, and leaves the decision to its parent. */
    record Escalated(LocalActor<?> child, Throwable failure) implements Signal {}

    /**
     * One that it watches has ended.
     *
     * @param position how many messages had been sent to the watcher by then: it comes after those
     */
    record Ended(Watch<?> watch, Terminated terminated, long position) implements Signal {}
}
