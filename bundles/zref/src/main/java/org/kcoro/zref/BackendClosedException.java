// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

/**
 * Why a channel was closed by its registry: its backend has gone, it was unbound, or its owner has
 * ended. Without a stack trace, which would hold the classes of whoever stands on it, such as a
 * bundle's that stops.
 */
public final class BackendClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message names the backend
     */
    public BackendClosedException(String message) {
        super(message);
        setStackTrace(new StackTraceElement[0]);
    }

    /** Has none. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
