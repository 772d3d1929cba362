// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

import java.util.ArrayList;
import java.util.List;

import org.kcoro.scheduler.Latch;

/** Handles the first message when told so, and the others after it. */
final class Gate<M> implements ActorBody<M> {
    final Latch entered = new Latch("entered", 1);
    final Latch open = new Latch("open", 1);
    final List<M> handled = new ArrayList<>();

    @Override
    public void receive(M message, ActorContext<M> self) throws Exception {
        entered.countDown();
        open.await();
        handled.add(message);
    }
}
