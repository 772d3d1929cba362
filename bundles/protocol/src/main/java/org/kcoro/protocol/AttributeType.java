// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

/**
 * The attribute types of protocol 1.0, and from 64 on those of later minor versions.
 *
 * <p>Plain numbers rather than an enum: a type is only ever compared with the u16 in the payload,
 * peers may send types that no enum knows, and a later version or an extension adds numbers of its
 * own without touching this class. Those below 64 are u32 scalars, {@link #ELEMENT} excepted;
 * "int32" marks those that carry a signed number in two's complement.
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

    // Since 1.1.

    /** Name of a channel: UTF-8, 1 to 255 bytes. */
    public static final int NAME = 64;

    /** Not 0 to make a channel that is not there, u32. */
    public static final int CREATE = 65;

    /** Where a page of a list begins, and where the next one does, u32: a channel's id. */
    public static final int CURSOR = 66;

    /** A channel in a list: attributes, as in a payload. */
    public static final int ENTRY = 67;

    /** How many elements a channel keeps now, u32. */
    public static final int DEPTH = 68;

    /** Whether a channel is closed for sending, u32: 0 or 1. */
    public static final int CLOSED = 69;

    // Counters, u64.

    /** Elements sent. */
    public static final int TOTAL_SENDS = 70;

    /** Elements received. */
    public static final int TOTAL_RECVS = 71;

    /** Bytes of the elements sent. */
    public static final int TOTAL_BYTES_SENT = 72;

    /** Bytes of the elements received. */
    public static final int TOTAL_BYTES_RECV = 73;

    /** When the first element was sent or received, in nanoseconds of the server's clock. */
    public static final int FIRST_OP_TIME_NS = 74;

    /** When the last one was. */
    public static final int LAST_OP_TIME_NS = 75;

    /** Sends that would have had to wait and did not want to. */
    public static final int SEND_EAGAIN = 76;

    /** Sends whose time ran out. */
    public static final int SEND_ETIME = 77;

    /** Sends that found the channel closed. */
    public static final int SEND_EPIPE = 78;

    /** Receives that would have had to wait and did not want to. */
    public static final int RECV_EAGAIN = 79;

    /** Receives whose time ran out. */
    public static final int RECV_ETIME = 80;

    /** Receives that found the channel closed and drained. */
    public static final int RECV_EPIPE = 81;

    /** Sends and receives that were withdrawn. */
    public static final int CANCELLED = 82;

    /** Elements that gave way to newer ones. */
    public static final int DROPPED = 83;

    /** Elements sent that were discarded. */
    public static final int UNDELIVERED = 84;

    /** Elements reserved now. */
    public static final int RESERVED = 85;

    /** Elements received on a rendezvous channel. */
    public static final int RV_MATCHES = 86;

    /** Waiters of a rendezvous channel that were removed. */
    public static final int RV_CANCELS = 87;

    /** Senders that wait now. */
    public static final int WAITING_SENDERS = 88;

    /** Receivers that wait now. */
    public static final int WAITING_RECEIVERS = 89;

    private AttributeType() {}
}
