// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.actors.internal;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.kcoro.actors.Actor;
import org.kcoro.actors.ActorFactory;
import org.kcoro.actors.Supervision;
import org.kcoro.channels.ChannelBuilder;
import org.kcoro.port.Port;

/**
 * What a builder was told.
 *
 * @param onUndelivered or null
 * @param onFailure or null
 * @param port or null
 */
public record ActorSettings<M>(
        String name,
        ActorFactory<M> factory,
        UnaryOperator<ChannelBuilder<M>> mailbox,
        Supervision supervision,
        Consumer<? super M> onUndelivered,
        BiConsumer<? super Actor<M>, ? super Throwable> onFailure,
        Port port) {}
