// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

/**
 * What has become of the lease of a descriptor. Numbers, not an enum: a descriptor changes its
 * status for each payload, and to store a reference costs the collector's barriers each time.
 */
final class DescriptorStatus {

    static final int NEW = 0;
    static final int OWNER = 1;
    static final int CLOSED = 2;
    static final int MOVED = 3;
    static final int SENT = 4;
    static final int GIVEN_BACK = 5;

    private static final String[] WORDS = {
        "it was never filled",
        "it owns a lease",
        "it was closed",
        "its lease was moved to another descriptor or a Lease",
        "it was sent",
        "its reservation was aborted"
    };

    private DescriptorStatus() {}

    /** For errors. */
    static String words(int status) {
        return WORDS[status];
    }
}
