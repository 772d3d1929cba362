// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.launcher;

import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Listens, while the container starts, for the first error that a bundle of kcoro logs: the reason
 * why a service does not come. It becomes the command's own message, and is not logged as well.
 */
final class StartUpFailure extends Handler {

    private static final String LOGGERS = "org.kcoro";

    /** Held, for the log manager does not hold it. */
    private final Logger logger = Logger.getLogger(LOGGERS);

    private final SimpleFormatter formatter = new SimpleFormatter();
    private Consumer<String> action;
    private String message;

    StartUpFailure() {
        logger.addHandler(this);
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setFilter(entry -> !isFailure(entry));
        }
    }

    private static boolean isFailure(LogRecord entry) {
        return entry.getLevel().intValue() >= Level.SEVERE.intValue()
                && entry.getLoggerName() != null
                && entry.getLoggerName().startsWith(LOGGERS);
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        if (isFailure(entry) && message == null) {
            message = formatter.formatMessage(entry);
            if (action != null) {
                action.accept(message);
            }
        }
    }

    /** Gives the message to an action, when it comes or at once. */
    synchronized void whenLogged(Consumer<String> newAction) {
        action = newAction;
        if (message != null) {
            action.accept(message);
        }
    }

    @Override
    public void flush() {
        // Nothing is kept back.
    }

    /** Listens no longer: errors are logged. */
    @Override
    public void close() {
        logger.removeHandler(this);
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setFilter(null);
        }
    }
}
