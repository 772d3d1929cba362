// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Every form of a channel between two stages; nothing is undelivered unseen. */
final class PipelineForms {

    /** What was undelivered, of all channels that it has built. */
    final Queue<Object> undelivered = new ConcurrentLinkedQueue<>();

    /** A builder for each form. */
    <E> List<ChannelBuilder<E>> of(String name) {
        List<ChannelBuilder<E>> forms =
                List.of(
                        Channel.builder(name),
                        Channel.<E>builder(name).buffered(3),
                        Channel.<E>builder(name).unlimited());
        forms.forEach(form -> form.onUndelivered(undelivered::add));
        return forms;
    }
}
