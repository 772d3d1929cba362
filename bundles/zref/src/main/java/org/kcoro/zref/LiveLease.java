// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

/**
 * A lease that has not ended.
 *
 * @param slot its place in the region's table
 * @param generation which lease of this slot it is
 * @param offset where in the region it begins, in bytes
 * @param length in bytes
 * @param taken where it was taken, as a stack trace; null unless it was sampled
 */
public record LiveLease(int slot, long generation, long offset, long length, Throwable taken) {

    @Override
    public String toString() {
        return "slot "
                + slot
                + ", generation "
                + generation
                + ", "
                + length
                + " bytes at "
                + offset;
    }
}
