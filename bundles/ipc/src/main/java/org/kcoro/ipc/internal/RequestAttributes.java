// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc.internal;

import org.kcoro.protocol.FrameWriter;

/** Writes the attributes of a request, after its REQ_ID. */
interface RequestAttributes {
    void write(FrameWriter writer);
}
