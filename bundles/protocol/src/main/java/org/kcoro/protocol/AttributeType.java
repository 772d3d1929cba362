// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

/**
 * The attribute types of protocol 1.0.
 *
 * <p>Plain numbers rather than an enum: a type is only ever compared with the u16 in the payload,
 * peers may send types that no enum knows, and a later version or an extension adds numbers of its
 * own without touching this class. All are u32 scalars, {@link #ELEMENT} excepted; "int32" marks
 * those that carry a signed number in two's complement.
 */
public final class AttributeType {

    /** Major protocol version of the sender. */
    public static final int ABI_MAJOR = 1;

    /** Minor protocol version of the sender. */
    public static final int ABI_MINOR = 2;

    /** Capability bits of the sender; 0 in protocol 1.0. */
    public static final int CAPS = 3;

    /** Kind of a channel, int32: one of {@link KindCode}. */
    public static final int KIND = 5;

    /** Size of a channel's elements in bytes, 1 to {@value AttributeLayout#MAX_VALUE_LENGTH}. */
    public static final int ELEM_SIZE = 6;

    /** Capacity of a buffered channel in elements. */
    public static final int CAPACITY = 7;

    /** How long to wait, int32, in milliseconds: 0 not at all, negative for ever. */
    public static final int TIMEOUT_MS = 8;

    /** Number of elements sent. */
    public static final int SEND_OPS = 9;

    /** Number of elements received. */
    public static final int RECV_OPS = 10;

    /** Id of a channel. */
    public static final int CHAN_ID = 20;

    /** The bytes of an element. */
    public static final int ELEMENT = 21;

    /** Outcome of a request, int32: one of {@link WireResult}. */
    public static final int RESULT = 22;

    /** Correlates a reply with its request; 0 means the same as absent. */
    public static final int REQ_ID = 26;

    private AttributeType() {}
}
