// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

/** How long a test goes on: longer forms of some run with {@code -Plong}. */
public final class Effort {

    /** Set by the build. */
    public static final String PROPERTY = "kcoro.long";

    private static final String CI_PROPERTY = "kcoro.ci";

    private Effort() {}

    /** Whether this is a run of continuous integration, {@code -Pci}. */
    public static boolean isCi() {
        return Boolean.getBoolean(CI_PROPERTY);
    }

    public static int of(int usual, int longer) {
        return Boolean.getBoolean(PROPERTY) ? longer : usual;
    }
}
