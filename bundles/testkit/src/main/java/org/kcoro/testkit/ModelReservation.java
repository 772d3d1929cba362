// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

/** A reserved element of a {@link ChannelModel}. */
final class ModelReservation {

    final ChannelModel channel;
    final int element;

    /** Who waits for the outcome; null when the element came out of the channel. */
    final ModelWait sender;

    ModelReservation(ChannelModel channel, int element, ModelWait sender) {
        this.channel = channel;
        this.element = element;
        this.sender = sender;
    }
}
