// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

/**
 * The blocks of one size of a pool.
 *
 * @param blockSize in bytes
 * @param blocks that there are
 * @param out blocks that are leased
 * @param mostOut the most that were leased at one moment
 * @param waiting how many wait for one
 */
public record SizeClassSnapshot(long blockSize, int blocks, int out, int mostOut, int waiting) {}
