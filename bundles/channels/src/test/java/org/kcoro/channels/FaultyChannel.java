// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Loses one element and gives another one twice, if told to, to show that tests would notice. It
 * does so behind the counters, which stay those of a sound channel.
 */
final class FaultyChannel extends ForwardingChannel<Integer> {

    /** No element. */
    static final int NONE = -1;

    @FunctionalInterface
    private interface Receive {
        Integer once() throws InterruptedException;
    }

    private final int lost;
    private final int doubled;
    private final AtomicReference<Integer> again = new AtomicReference<>();

    FaultyChannel(Channel<Integer> sound, int lost, int doubled) {
        super(sound);
        this.lost = lost;
        this.doubled = doubled;
    }

    private Integer received(Receive receive) throws InterruptedException {
        Integer second = again.getAndSet(null);
        if (second != null) {
            return second;
        }
        Integer element = receive.once();
        if (element != null && element == lost) {
            element = receive.once();
        }
        if (element != null && element == doubled) {
            again.set(element);
        }
        return element;
    }

    @Override
    public Integer receive() throws InterruptedException {
        return received(sound::receive);
    }

    @Override
    public Integer receive(Duration timeout) throws InterruptedException {
        return received(() -> sound.receive(timeout));
    }

    @Override
    public Integer receiveOrClosed() throws InterruptedException {
        return received(sound::receiveOrClosed);
    }

    @Override
    public Integer tryReceive() {
        try {
            return received(sound::tryReceive);
        } catch (InterruptedException e) {
            throw new AssertionError("a try waits for nothing", e);
        }
    }
}
