// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

/** How long a test goes on: longer forms of some run with {@code -Plong}. */
final class Effort {

    /** Set by the build. */
    private static final String PROPERTY = "kcoro.long";

    private Effort() {}

    static boolean isLong() {
        return Boolean.getBoolean(PROPERTY);
    }

    static int of(int usual, int longer) {
        return isLong() ? longer : usual;
    }
}
