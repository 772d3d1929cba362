// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import org.kcoro.zref.Descriptor;

/**
 * What C code and the handler of payloads exchange; the structures of {@code kcoro/coroutine.h}.
 *
 * <pre>
 *  kc_payload                              kc_exchange
 *  0        8        16       24      32   0        8         16       24
 * +--------+--------+--------+--------+   +--------+---------+--------+
 * | data   | length | lease  | flags  |   | handle | payload | length |
 * +--------+--------+--------+--------+   +--------+---------+--------+
 * </pre>
 */
final class PayloadLayout {

    // Signals.

    static final long ALLOCATE = 16;
    static final long SEND = 17;
    static final long RECEIVE = 18;
    static final long RELEASE = 19;

    // Answers.

    static final long OK = 0;
    static final long CLOSED = 1;

    static final long PAYLOAD_BYTES = 32;
    static final long EXCHANGE_BYTES = 24;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private static final long DATA = 0;
    private static final long LENGTH = 8;
    private static final long LEASE = 16;
    private static final long FLAGS = 24;

    private static final long HANDLE = 0;
    private static final long PAYLOAD = 8;
    private static final long WANTED_LENGTH = 16;

    private PayloadLayout() {}

    static long handle(MemorySegment exchange) {
        return exchange.get(LONG, HANDLE);
    }

    /** The address of the payload. */
    static long payload(MemorySegment exchange) {
        return exchange.get(LONG, PAYLOAD);
    }

    /** How many bytes are wanted. */
    static long length(MemorySegment exchange) {
        return exchange.get(LONG, WANTED_LENGTH);
    }

    static long lease(MemorySegment payload) {
        return payload.get(LONG, LEASE);
    }

    static void fill(MemorySegment payload, long lease, Descriptor descriptor) {
        payload.set(LONG, DATA, descriptor.segment().address());
        payload.set(LONG, LENGTH, descriptor.length());
        payload.set(LONG, LEASE, lease);
        payload.set(LONG, FLAGS, descriptor.flags());
    }

    static void clear(MemorySegment payload) {
        payload.fill((byte) 0);
    }
}
