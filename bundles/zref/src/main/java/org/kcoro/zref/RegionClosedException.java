// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

/** A region gives no new leases: it is unregistered, or is being so. */
public final class RegionClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message names the region
     */
    public RegionClosedException(String message) {
        super(message);
    }
}
