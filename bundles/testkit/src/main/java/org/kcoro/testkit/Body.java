// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

/** A piece of a test, which may throw. */
@FunctionalInterface
interface Body {

    /** Runs it. What it throws fails the test. */
    void run() throws Exception;
}
