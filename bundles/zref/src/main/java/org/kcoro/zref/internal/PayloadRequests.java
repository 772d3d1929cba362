// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.zref.internal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.kcoro.channels.FlyweightChannel;
import org.kcoro.scheduler.NativeCall;
import org.kcoro.scheduler.NativeRequestHandler;
import org.kcoro.zref.Descriptor;
import org.kcoro.zref.PoolRegion;

/** The leases of one call of C code, each known to it by a number. */
public final class PayloadRequests implements NativeRequestHandler.Session {

    /** Begins a session for each call. */
    public static final NativeRequestHandler HANDLER =
            new NativeRequestHandler() {
                @Override
                public boolean serves(long signal) {
                    return signal >= PayloadLayout.ALLOCATE && signal <= PayloadLayout.RELEASE;
                }

                @Override
                public Session open(NativeCall call) {
                    return new PayloadRequests(call);
                }
            };

    private final NativeCall call;

    /** Full at the number, less one, of each lease; the others are empty, and wait below. */
    private final List<Descriptor> descriptors = new ArrayList<>();

    private final Deque<Integer> unused = new ArrayDeque<>();

    private PayloadRequests(NativeCall call) {
        this.call = call;
    }

    @Override
    public long handle(long signal, long value) throws InterruptedException {
        MemorySegment exchange = call.memory(value, PayloadLayout.EXCHANGE_BYTES);
        MemorySegment payload =
                call.memory(PayloadLayout.payload(exchange), PayloadLayout.PAYLOAD_BYTES);
        if (signal == PayloadLayout.ALLOCATE) {
            return allocate(exchange, payload);
        } else if (signal == PayloadLayout.SEND) {
            return send(exchange, payload);
        } else if (signal == PayloadLayout.RECEIVE) {
            return receive(exchange, payload);
        }
        release(payload);
        return PayloadLayout.OK;
    }

    private long allocate(MemorySegment exchange, MemorySegment payload)
            throws InterruptedException {
        PoolRegion pool = call.attachment(PayloadLayout.handle(exchange), PoolRegion.class);
        requireEmpty(payload);
        int number = take();
        boolean done = false;
        try {
            pool.allocate(PayloadLayout.length(exchange), descriptor(number));
            done = true;
        } finally {
            if (!done) {
                unused.push(number);
            }
        }
        PayloadLayout.fill(payload, number, descriptor(number));
        return PayloadLayout.OK;
    }

    private long receive(MemorySegment exchange, MemorySegment payload)
            throws InterruptedException {
        FlyweightChannel<Descriptor> channel = channel(exchange);
        requireEmpty(payload);
        int number = take();
        boolean received = false;
        try {
            received = channel.receiveIntoOrClosed(descriptor(number));
        } finally {
            if (!received) {
                unused.push(number);
            }
        }
        if (!received) {
            return PayloadLayout.CLOSED;
        }
        PayloadLayout.fill(payload, number, descriptor(number));
        return PayloadLayout.OK;
    }

    private long send(MemorySegment exchange, MemorySegment payload) throws InterruptedException {
        int number = owned(payload);
        if (!channel(exchange).sendOrClosed(descriptor(number))) {
            return PayloadLayout.CLOSED;
        }
        unused.push(number);
        PayloadLayout.clear(payload);
        return PayloadLayout.OK;
    }

    private void release(MemorySegment payload) {
        int number = owned(payload);
        descriptor(number).close();
        unused.push(number);
        PayloadLayout.clear(payload);
    }

    @SuppressWarnings("unchecked") // whatever else it carries is refused by its own checks
    private FlyweightChannel<Descriptor> channel(MemorySegment exchange) {
        return call.attachment(PayloadLayout.handle(exchange), FlyweightChannel.class);
    }

    private Descriptor descriptor(int number) {
        return descriptors.get(number - 1);
    }

    private int take() {
        if (unused.isEmpty()) {
            descriptors.add(new Descriptor());
            return descriptors.size();
        }
        return unused.pop();
    }

    private int owned(MemorySegment payload) {
        long number = PayloadLayout.lease(payload);
        if (number < 1 || number > descriptors.size() || descriptor((int) number).isEmpty()) {
            throw new IllegalStateException(
                    "native coroutine "
                            + call.name()
                            + " sends or releases a payload that it does not own (lease "
                            + number
                            + "): it has sent or released it before, or never received it");
        }
        return (int) number;
    }

    private void requireEmpty(MemorySegment payload) {
        long number = PayloadLayout.lease(payload);
        if (number != 0) {
            throw new IllegalStateException(
                    "native coroutine "
                            + call.name()
                            + " would lose lease "
                            + number
                            + ": it receives or allocates into a payload that owns one; send or"
                            + " release that first, or begin with KC_NO_PAYLOAD");
        }
    }

    @Override
    public void close() {
        for (Descriptor each : descriptors) {
            if (!each.isEmpty()) {
                each.close();
            }
        }
    }
}
