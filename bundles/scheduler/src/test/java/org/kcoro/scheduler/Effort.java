// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.scheduler;

/** How long a test goes on: longer forms of some run with {@code -Plong} or {@code -Pci}. */
public final class Effort {

    /** Set by the build. */
    public static final String PROPERTY = "kcoro.long";

    private Effort() {}

    public static int of(int usual, int longer) {
        return Boolean.getBoolean(PROPERTY) ? longer : usual;
    }
}
