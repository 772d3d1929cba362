// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter.demo.internal;

/**
 * A piece of the input that begins and ends between words.
 *
 * @param bytes holds it, from the start; the receiver's to change
 * @param length in bytes
 */
record Text(byte[] bytes, int length) {}
