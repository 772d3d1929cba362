// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

/** What has become of the lease of a descriptor. */
enum DescriptorStatus {
    NEW("it was never filled"),
    OWNER("it owns a lease"),
    CLOSED("it was closed"),
    MOVED("its lease was moved to another descriptor or a Lease"),
    SENT("it was sent"),
    GIVEN_BACK("its reservation was aborted");

    /** For errors. */
    final String words;

    DescriptorStatus(String words) {
        this.words = words;
    }
}
