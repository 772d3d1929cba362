// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels.internal;

/**
 * Why a channel was closed with its registry. Without a stack trace, which would hold the classes
 * of whoever stands on it, such as a bundle's that stops.
 */
final class OwnerClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OwnerClosedException(String owner) {
        super("the channels of " + owner + " were closed", null, false, false);
    }
}
