// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

/** One that waits in a {@link ChannelModel}: a plain operation, or a clause of a select. */
final class ModelWait {

    enum Outcome {
        /** It is among those that wait, or its element is reserved. */
        NONE,
        DONE,
        CLOSED,
        /** Dropped, or its element was reserved and came back: its select begins again. */
        RETRY
    }

    final ModelOperation operation;
    final boolean reserving;

    /** What a sender gives or a receiver was given. */
    Integer element;

    /** What a receiver that reserves was given. */
    ModelReservation reservation;

    /** Whether a receiver has reserved the element of this sender. */
    boolean held;

    Outcome outcome = Outcome.NONE;

    private ModelWait(ModelOperation operation, boolean reserving, Integer element) {
        this.operation = operation;
        this.reserving = reserving;
        this.element = element;
    }

    static ModelWait sender(ModelOperation operation, int element) {
        return new ModelWait(operation, false, element);
    }

    static ModelWait receiver(ModelOperation operation, boolean reserving) {
        return new ModelWait(operation, reserving, null);
    }
}
