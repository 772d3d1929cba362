// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
/**
 * Payloads outside the heap that are handed from one coroutine to another without a copy and
 * without garbage.
 *
 * <p>{@link org.kcoro.zref.Regions} makes and knows the memory: {@link org.kcoro.zref.PoolRegion}
 * has blocks to allocate, {@link org.kcoro.zref.MappedRegion} is a file, or memory that other
 * processes can open. A {@link org.kcoro.zref.Descriptor} says where a payload is, and owns a lease
 * of it until it hands it on or closes it; a {@link org.kcoro.zref.Lease} is the same as an object,
 * reclaimed where it is forgotten.
 *
 * <p>Channels of descriptors are made by {@link org.kcoro.zref.Descriptor#channel}, or by a {@link
 * org.kcoro.zref.ZeroCopyBackend}, which {@link org.kcoro.zref.Backends} knows by its name.
 */
@Export
@Version("0.1.0")
package org.kcoro.zref;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
