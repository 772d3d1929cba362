// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A broadcast as its simulation sees it: a sound one, or one with a planted fault. */
interface Hub {

    Channel<Integer> subscribe(ChannelBuilder<Integer> settings);

    boolean trySend(int element);

    boolean sendOrClosed(int element) throws InterruptedException;

    boolean send(int element, Duration timeout) throws InterruptedException;

    void close();

    long sends();

    static Hub sound() {
        Broadcast<Integer> broadcast = Broadcast.create("simulated");
        return new Hub() {
            @Override
            public Channel<Integer> subscribe(ChannelBuilder<Integer> settings) {
                return broadcast.subscribe(settings);
            }

            @Override
            public boolean trySend(int element) {
                return broadcast.trySend(element);
            }

            @Override
            public boolean sendOrClosed(int element) throws InterruptedException {
                return broadcast.sendOrClosed(element);
            }

            @Override
            public boolean send(int element, Duration timeout) throws InterruptedException {
                return broadcast.send(element, timeout);
            }

            @Override
            public void close() {
                broadcast.close();
            }

            @Override
            public long sends() {
                return broadcast.snapshot().sends();
            }
        };
    }

    /** With a planted fault: it sends to one subscriber after the other. */
    static Hub oneByOne() {
        List<Channel<Integer>> members = new CopyOnWriteArrayList<>();
        AtomicLong sends = new AtomicLong();
        return new Hub() {
            private volatile boolean closed;

            @Override
            public Channel<Integer> subscribe(ChannelBuilder<Integer> settings) {
                Channel<Integer> member = settings.build();
                members.add(member);
                if (closed) {
                    member.close();
                }
                return member;
            }

            @Override
            public boolean trySend(int element) {
                return false;
            }

            @Override
            public boolean sendOrClosed(int element) throws InterruptedException {
                if (closed) {
                    return false;
                }
                for (Channel<Integer> member : members) {
                    member.sendOrClosed(element);
                }
                sends.incrementAndGet();
                return true;
            }

            @Override
            public boolean send(int element, Duration timeout) throws InterruptedException {
                return sendOrClosed(element);
            }

            @Override
            public void close() {
                closed = true;
                members.forEach(Channel::close);
            }

            @Override
            public long sends() {
                return sends.get();
            }
        };
    }
}
