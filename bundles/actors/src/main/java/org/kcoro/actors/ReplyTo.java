// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

/**
 * Where the answer to an {@link Actor#ask ask} goes. The message carries it; the actor that handles
 * the message answers, then or later, or hands it to another one. The first answer counts.
 * Thread-safe; never waits.
 *
 * @param <R> the type of the answer
 */
public interface ReplyTo<R> {

    /**
     * Answers.
     *
     * @param value may be null
     * @return false when nobody waits for it any more: it was answered before, the deadline has
     *     passed, or the one that asked has gone
     */
    boolean reply(R value);

    /**
     * Answers with a failure, which becomes the cause of what the one that asked is thrown.
     *
     * @return as {@link #reply}
     */
    boolean fail(Throwable failure);
}
