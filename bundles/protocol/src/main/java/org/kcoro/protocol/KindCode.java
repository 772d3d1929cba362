// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

/**
 * The values of {@link AttributeType#KIND}, an int32. Any other number is not a kind: the request
 * that carries it is answered with {@link WireResult#EINVAL}.
 */
public final class KindCode {

    /** Sender and receiver meet; nothing is stored. The kind of a request that names none. */
    public static final int RENDEZVOUS = 0;

    /** Stores up to a fixed number of elements. */
    public static final int BUFFERED = 1;

    /** Stores the latest element only. */
    public static final int CONFLATED = -1;

    /** Stores any number of elements. */
    public static final int UNLIMITED = -2;

    private KindCode() {}
}
