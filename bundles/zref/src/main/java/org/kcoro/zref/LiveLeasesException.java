// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import java.util.List;

/** A region cannot be unregistered yet: leases of it are live. It goes on as before. */
public final class LiveLeasesException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** So many are named in the message. */
    private static final int NAMED = 3;

    private final transient List<LiveLease> leases;

    /**
     * @param region that could not be unregistered
     * @param count how many are live
     * @param leases the first of them; where one was taken, if that is known, is suppressed in this
     */
    public LiveLeasesException(Region region, long count, List<LiveLease> leases) {
        super(
                region
                        + " cannot be unregistered: "
                        + count
                        + " leases are live, such as "
                        + leases.stream().limit(NAMED).toList()
                        + "; close them, or wait longer"
                        + (leases.stream().anyMatch(lease -> lease.taken() != null)
                                ? ""
                                : "; leakSample(1) of its builder tells where they were taken"));
        this.leases = List.copyOf(leases);
        for (LiveLease lease : leases) {
            if (lease.taken() != null) {
                addSuppressed(lease.taken());
            }
        }
    }

    /** Live leases, up to 100; empty in one that was serialized. */
    public List<LiveLease> leases() {
        return leases == null ? List.of() : leases;
    }
}
