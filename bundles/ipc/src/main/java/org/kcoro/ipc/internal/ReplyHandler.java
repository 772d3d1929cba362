// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import java.io.IOException;

/** What becomes of a request. Exactly one of the two is called, once, and must not wait. */
interface ReplyHandler {

    void replied(Reply reply);

    void failed(IOException cause);
}
