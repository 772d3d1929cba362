// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

/**
 * What {@link Channels} lists of a channel.
 *
 * @param owner who has created it
 * @param type the name of the type of its elements
 * @param snapshot its state and counters, with its name
 */
public record NamedChannel(String owner, String type, ChannelSnapshot snapshot) {}
