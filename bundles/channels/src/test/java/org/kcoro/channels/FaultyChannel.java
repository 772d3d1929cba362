// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Loses one element and gives another one twice, if told to, to show that tests would notice. It
 * does so behind the counters, which stay those of a sound channel.
 */
final class FaultyChannel implements Channel<Integer> {

    /** No element. */
    static final int NONE = -1;

    @FunctionalInterface
    private interface Receive {
        Integer once() throws InterruptedException;
    }

    private final Channel<Integer> sound;
    private final int lost;
    private final int doubled;
    private final AtomicReference<Integer> again = new AtomicReference<>();

    FaultyChannel(Channel<Integer> sound, int lost, int doubled) {
        this.sound = sound;
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

    @Override
    public void send(Integer element) throws InterruptedException {
        sound.send(element);
    }

    @Override
    public boolean send(Integer element, Duration timeout) throws InterruptedException {
        return sound.send(element, timeout);
    }

    @Override
    public boolean sendOrClosed(Integer element) throws InterruptedException {
        return sound.sendOrClosed(element);
    }

    @Override
    public boolean trySend(Integer element) {
        return sound.trySend(element);
    }

    @Override
    public String name() {
        return sound.name();
    }

    @Override
    public ChannelKind kind() {
        return sound.kind();
    }

    @Override
    public int capacity() {
        return sound.capacity();
    }

    @Override
    public boolean close() {
        return sound.close();
    }

    @Override
    public boolean isClosedForSend() {
        return sound.isClosedForSend();
    }

    @Override
    public boolean isClosedForReceive() {
        return sound.isClosedForReceive();
    }

    @Override
    public ChannelSnapshot snapshot() {
        return sound.snapshot();
    }
}
