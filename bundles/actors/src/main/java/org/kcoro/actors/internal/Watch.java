// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors.internal;

import java.util.function.Function;

import org.kcoro.actors.Actor;
import org.kcoro.actors.Terminated;
import org.kcoro.scheduler.CancellationToken;

/** One actor watches another. Of the coroutine of the one that watches. */
final class Watch<M> {

    /** Who is watched, as the one that watches knows it: it may be wrapped. */
    final Actor<?> watched;

    final Function<? super Terminated, ? extends M> message;
    CancellationToken.Registration registration;

    Watch(Actor<?> watched, Function<? super Terminated, ? extends M> message) {
        this.watched = watched;
        this.message = message;
    }
}
