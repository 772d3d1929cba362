// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;

/** What becomes of a request. Nothing here may wait. */
interface ReplyHandler {

    /** Told before the request goes out. Called under a lock. */
    default void numbered(int requestId) {}

    // Exactly one of the two is called, once.

    void replied(Reply reply);

    void failed(IOException cause);
}
