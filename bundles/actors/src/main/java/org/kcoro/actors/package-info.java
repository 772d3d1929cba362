// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/**
 * Actors: state that one coroutine owns, and that others reach by messages alone.
 *
 * <p>{@link org.kcoro.actors.Actor} is the handle, {@link org.kcoro.actors.ActorBuilder} starts
 * one, {@link org.kcoro.actors.ActorBody} is what it does with a message, and {@link
 * org.kcoro.actors.Supervision} what follows when that fails.
 */
@Export
@Version("0.1.0")
package org.kcoro.actors;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
