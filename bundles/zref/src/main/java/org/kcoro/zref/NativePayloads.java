// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref;

import org.kcoro.scheduler.NativeRequestHandler;
import org.kcoro.zref.internal.PayloadRequests;

/**
 * Payloads for C code: serves {@code kc_allocate}, {@code kc_send}, {@code kc_recv} and {@code
 * kc_release} of the C header, on pools and channels of descriptors that are attached to the call.
 *
 * <p>The C code owns the lease of a payload that it has received or allocated, until it has sent or
 * released it. What it owns when it ends, or is closed, is released then.
 */
public final class NativePayloads {

    private NativePayloads() {}

    /** The handler of those requests; in a container it is a service. Thread-safe. */
    public static NativeRequestHandler handler() {
        return PayloadRequests.HANDLER;
    }
}
