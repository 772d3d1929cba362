// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

/**
 * The system could not carry out an access to the memory of a region: a mapped file was made
 * shorter, or its device fails or is full. What was read or written there is unknown.
 */
public final class RegionFaultException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message names the region and the file
     */
    public RegionFaultException(String message, Throwable cause) {
        super(message, cause);
    }
}
