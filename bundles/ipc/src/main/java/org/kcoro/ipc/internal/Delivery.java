// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

/**
 * What depends on whether a frame goes out. Exactly one of the two is called, once, and must not
 * wait.
 */
interface Delivery {

    /** The whole frame was handed to the transport. */
    void written();

    /** The connection has failed before. */
    void lost();
}
