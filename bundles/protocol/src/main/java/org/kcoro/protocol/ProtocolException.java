// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

import java.io.IOException;

/**
 * The peer sent bytes that cannot be a conversation in this protocol. The only sound answer is to
 * log the message and close that one connection.
 *
 * <p>Checked, because what a peer sends is never a programming error on this side; and an {@link
 * IOException}, because whoever serves a connection treats it like the loss of that connection.
 */
public final class ProtocolException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception for a peer's mistake.
     *
     * @param message what the peer did, for the log
     */
    public ProtocolException(String message) {
        super(message);
    }
}
