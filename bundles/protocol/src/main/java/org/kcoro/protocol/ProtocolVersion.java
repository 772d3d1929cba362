// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

/**
 * The protocol version that this module speaks, as {@link Hello} tells it to the peer. Another
 * major version is another protocol; a greater minor version only adds to a smaller one.
 */
public final class ProtocolVersion {

    /** Major version. */
    public static final int MAJOR = 1;

    /** Minor version. */
    public static final int MINOR = 1;

    private ProtocolVersion() {}
}
