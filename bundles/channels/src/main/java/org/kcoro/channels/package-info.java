// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/**
 * Channels: how coroutines and threads hand elements to one another.
 *
 * <p>{@link org.kcoro.channels.Channel} is the one contract; {@link
 * org.kcoro.channels.ChannelBuilder} makes channels of this JVM, {@link
 * org.kcoro.channels.Channels} knows them by name.
 */
@Export
@Version("0.1.0")
package org.kcoro.channels;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
