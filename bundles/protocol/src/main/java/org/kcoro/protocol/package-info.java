// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/**
 * The kcoro wire protocol, version 1: turns frames into bytes and bytes into frames, and nothing
 * else. There is no I/O here, no thread and no channel; a transport moves the bytes, a server or a
 * client gives them their meaning.
 *
 * <p>A frame is an 8-byte header ({@link org.kcoro.protocol.FrameLayout}) and a run of attributes
 * ({@link org.kcoro.protocol.AttributeLayout}). {@link org.kcoro.protocol.FrameWriter} writes one,
 * {@link org.kcoro.protocol.FrameReader} reads one in place, and {@link
 * org.kcoro.protocol.FrameDecoder} cuts frames out of a byte stream that arrives in arbitrary
 * pieces.
 *
 * <p>Writer, reader and decoder are made to be reused: after construction they allocate nothing for
 * a frame, except where a method says so. None of them is thread-safe; each belongs to one thread
 * at a time, as a rule to the connection that owns it.
 */
@Export
@Version("0.1.0")
package org.kcoro.protocol;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
