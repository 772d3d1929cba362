// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.protocol;

/**
 * The values of {@link AttributeType#RESULT}: 0 or a negative errno in the numbering of Linux,
 * whatever system either peer runs on.
 *
 * <p>Plain numbers rather than an enum: a peer may answer with an errno that is not listed, and it
 * has to reach the caller unchanged.
 */
public final class WireResult {

    /** Done. */
    public static final int OK = 0;

    /** The channel does not exist. */
    public static final int ENOENT = -2;

    /** The operation would have to wait, and was asked not to. */
    public static final int EAGAIN = -11;

    /** The peer is out of memory. */
    public static final int ENOMEM = -12;

    /** An attribute is missing or its value is not valid. */
    public static final int EINVAL = -22;

    /** The channel is closed. */
    public static final int EPIPE = -32;

    /** The peer does not know the command. */
    public static final int ENOSYS = -38;

    /** The time-out expired. */
    public static final int ETIME = -62;

    /** The peer broke the protocol. */
    public static final int EPROTO = -71;

    /** An element is too long, or its size is not possible. */
    public static final int EMSGSIZE = -90;

    /** The channel or the peer does not support the operation. */
    public static final int ENOTSUP = -95;

    /** The operation was cancelled. */
    public static final int ECANCELED = -125;

    private WireResult() {}

    /**
     * Describes a result for a person: its symbolic name and meaning, or its number when it is not
     * one of the above. Allocates only in the latter case.
     *
     * @param result any number, as it came off the wire
     * @return never null, without a full stop
     */
    public static String describe(int result) {
        return switch (result) {
            case OK -> "OK: done";
            case ENOENT -> "ENOENT: no such channel";
            case EAGAIN -> "EAGAIN: the operation would have to wait";
            case ENOMEM -> "ENOMEM: the peer is out of memory";
            case EINVAL -> "EINVAL: an attribute is missing or not valid";
            case EPIPE -> "EPIPE: the channel is closed";
            case ENOSYS -> "ENOSYS: the peer does not know the command";
            case ETIME -> "ETIME: the time-out expired";
            case EPROTO -> "EPROTO: the protocol was broken";
            case EMSGSIZE -> "EMSGSIZE: the element size is not possible";
            case ENOTSUP -> "ENOTSUP: the operation is not supported";
            case ECANCELED -> "ECANCELED: the operation was cancelled";
            default -> "unknown result " + result;
        };
    }
}
