// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

/** Where a lease was taken, as the cause of what is said about it. Never thrown. */
final class LeaseTrace extends Throwable {

    private static final long serialVersionUID = 1L;

    LeaseTrace() {
        super("the lease was taken here, by " + Thread.currentThread().getName());
    }
}
