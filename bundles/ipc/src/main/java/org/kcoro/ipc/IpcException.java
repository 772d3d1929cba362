// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.ipc;

import java.io.IOException;

/** Says that a peer refused a request or broke the protocol. */
public final class IpcException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int result;

    /**
     * A failure.
     *
     * @param result a RESULT of the wire protocol: a negative Linux errno
     */
    public IpcException(String message, int result) {
        super(message);
        this.result = result;
    }

    /** The RESULT of the wire protocol: a negative Linux errno. */
    public int result() {
        return result;
    }
}
