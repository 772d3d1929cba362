// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.io.IOException;
import java.nio.file.Path;

/** What the script tells the launcher by system properties. */
final class Environment {

    private Environment() {}

    /** The distribution folder. */
    static Path home() throws IOException {
        String home = System.getProperty("kcoro.home");
        if (home == null) {
            throw new IOException("kcoro.home is not set; start kcoro by its script bin/kcoro");
        }
        return Path.of(home);
    }

    /** Whether standard error is a terminal. */
    static boolean errorsAreSeen() {
        return Boolean.getBoolean("kcoro.terminal");
    }
}
