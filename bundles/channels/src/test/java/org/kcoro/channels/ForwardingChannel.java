// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.List;
import java.util.Queue;

/** A channel that does all by another one, for those that change a little of it. */
class ForwardingChannel<E> implements Channel<E> {

    final Channel<E> sound;

    ForwardingChannel(Channel<E> sound) {
        this.sound = sound;
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
    public void send(E element) throws InterruptedException {
        sound.send(element);
    }

    @Override
    public boolean send(E element, Duration timeout) throws InterruptedException {
        return sound.send(element, timeout);
    }

    @Override
    public boolean sendOrClosed(E element) throws InterruptedException {
        return sound.sendOrClosed(element);
    }

    @Override
    public boolean trySend(E element) {
        return sound.trySend(element);
    }

    @Override
    public int sendAll(Queue<? extends E> elements) throws InterruptedException {
        return sound.sendAll(elements);
    }

    @Override
    public E receive() throws InterruptedException {
        return sound.receive();
    }

    @Override
    public E receive(Duration timeout) throws InterruptedException {
        return sound.receive(timeout);
    }

    @Override
    public E receiveOrClosed() throws InterruptedException {
        return sound.receiveOrClosed();
    }

    @Override
    public E tryReceive() {
        return sound.tryReceive();
    }

    @Override
    public List<E> receiveUpTo(int max, Duration linger) throws InterruptedException {
        return sound.receiveUpTo(max, linger);
    }

    @Override
    public Reservation<E> reserve() throws InterruptedException {
        return sound.reserve();
    }

    @Override
    public Reservation<E> reserve(Duration timeout) throws InterruptedException {
        return sound.reserve(timeout);
    }

    @Override
    public Reservation<E> reserveOrClosed() throws InterruptedException {
        return sound.reserveOrClosed();
    }

    @Override
    public Reservation<E> tryReserve() {
        return sound.tryReserve();
    }

    @Override
    public ReceiveClause<E> newReceiveClause() {
        return sound.newReceiveClause();
    }

    @Override
    public ReserveClause<E> newReserveClause() {
        return sound.newReserveClause();
    }

    @Override
    public SendClause<E> newSendClause() {
        return sound.newSendClause();
    }

    @Override
    public boolean close(Throwable cause) {
        return sound.close(cause);
    }

    @Override
    public void cancel(Throwable cause) {
        sound.cancel(cause);
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
