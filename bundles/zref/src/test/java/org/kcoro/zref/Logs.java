// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.util.ResourceBundle;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Where all loggers of the tests' JVM write; keeps what those of regions are told. */
public final class Logs extends System.LoggerFinder {

    /** What a logger was told. */
    record Told(String message, Throwable thrown) {}

    /** In the order in which it came; a test that expects something takes it out. */
    static final BlockingQueue<Told> TOLD = new LinkedBlockingQueue<>();

    private record Log(String name) implements System.Logger {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.getSeverity() >= Level.INFO.getSeverity();
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            if (name.equals("org.kcoro.zref")) {
                TOLD.add(new Told(message, thrown));
            }
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... values) {
            log(level, bundle, format, (Throwable) null);
        }
    }

    /** By the service loader. */
    public Logs() {}

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new Log(name);
    }
}
