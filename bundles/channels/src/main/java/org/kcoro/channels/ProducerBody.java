// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/**
 * What a producer runs.
 *
 * @param <E> the type of the elements
 */
@FunctionalInterface
public interface ProducerBody<E> {

    /** Sends elements. What it throws becomes the cause of the channel's close. */
    void run(Channel<E> channel) throws Exception;
}
