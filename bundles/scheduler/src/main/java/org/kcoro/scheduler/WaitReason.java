// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Why a coroutine or thread waits, for dumps and the wait-for graph. Made once by what is waited
 * for, such as a channel, not for each wait.
 *
 * @param kind what it does, such as {@code send}
 * @param label what it waits for, such as {@code channel lines}
 * @param definite whether the wait lasts until each of the owners has done something: where one of
 *     them waits in turn for the one that waits, that is a deadlock. Otherwise the owners are
 *     possible peers
 * @param owners those that can end the wait, as far as is known when asked; short, without waiting,
 *     and legal from any thread. The one that waits does not count among them: it was handed what
 *     it waits for, and is about to be woken
 */
public record WaitReason(
        String kind,
        String label,
        boolean definite,
        Supplier<? extends Collection<? extends Coroutine<?>>> owners) {

    /** Checks that nothing is missing. */
    public WaitReason {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(owners, "owners");
    }

    /** A reason of which nobody knows who can end it. */
    public WaitReason(String kind, String label) {
        this(kind, label, false, List::of);
    }

    /** A reason that one coroutine alone can end. */
    public static WaitReason ownedBy(String kind, String label, Coroutine<?> owner) {
        return new WaitReason(kind, label, true, () -> List.of(owner));
    }

    @Override
    public String toString() {
        return kind + ": " + label;
    }
}
