// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.adapter;

/**
 * Connects channels with something outside: a producer, a consumer, or both. Registered as a
 * service, it is run by the adapter host from then on, once; when the service goes, it is
 * cancelled.
 */
public interface Adapter {

    /** A short name, for records, dumps and errors. */
    String name();

    /**
     * Does the adapter's work, in a coroutine of its own. It ends when this returns. What it throws
     * is its failure, which the host logs; {@link java.util.concurrent.CancellationException} is
     * what a wait throws once the adapter is to end, and is no failure then.
     *
     * <p>Waiting goes through channels and {@code Parker}, which park; a call that blocks the
     * thread keeps a worker from others.
     *
     * @param context what the host gives; valid until this returns
     */
    void run(AdapterContext context) throws Exception;
}
