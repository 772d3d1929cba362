// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors;

/** What an actor does when it is told: run this. */
@FunctionalInterface
interface Order {

    void run(ActorContext<Order> self) throws Exception;

    /** An actor that does as it is told. */
    static ActorBuilder<Order> obedient(Rig rig, String name) {
        return rig.<Order>actor(name, Order::run)
                .mailbox(box -> box.unlimited())
                .onUndelivered(order -> {});
    }
}
