// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.benchmarks.harness;

/**
 * One measurement.
 *
 * @param value in the unit of the work
 * @param cpu CPU nanoseconds for each operation
 */
record Sample(double value, double cpu) {}
