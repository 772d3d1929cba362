// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

import org.kcoro.channels.Channel;
import org.kcoro.channels.ChannelClosedException;
import org.kcoro.channels.ChannelKind;
import org.kcoro.channels.ChannelSnapshot;
import org.kcoro.channels.Clause;
import org.kcoro.channels.FlyweightChannel;
import org.kcoro.channels.ReceiveClause;
import org.kcoro.channels.Reservation;
import org.kcoro.channels.ReserveClause;
import org.kcoro.channels.Select;
import org.kcoro.channels.SendClause;
import org.kcoro.scheduler.Parker;

/**
 * A flyweight channel seen as one of integers, so that {@link ChannelKit} can test it: each
 * operation is done with flyweights of its own. Answer it from {@link ChannelKit#newChannel}. Its
 * clauses are those of the flyweight channel, which the kit asks.
 */
public final class FlyweightIntegers implements Channel<Integer> {

    private final FlyweightChannel<LongFlyweight> flyweights;

    /** A view of a channel. */
    public FlyweightIntegers(FlyweightChannel<LongFlyweight> flyweights) {
        this.flyweights = flyweights;
    }

    private static LongFlyweight flyweight(Integer element) {
        return element == null ? null : new LongFlyweight(element);
    }

    // What the kit asks of channels of either make.

    static SendClause<?> send(Select select, Channel<Integer> channel, int element) {
        return channel instanceof FlyweightIntegers view
                ? select.send(view.flyweights).element(flyweight(element))
                : select.send(channel).element(element);
    }

    static ReceiveClause<?> receive(Select select, Channel<Integer> channel) {
        return channel instanceof FlyweightIntegers view
                ? select.receive(view.flyweights)
                : select.receive(channel);
    }

    static ReserveClause<?> reserve(Select select, Channel<Integer> channel) {
        return channel instanceof FlyweightIntegers view
                ? select.reserve(view.flyweights)
                : select.reserve(channel);
    }

    /** The integer that an element is or holds. */
    static Integer integer(Object element) {
        return element instanceof LongFlyweight flyweight
                ? (Integer) (int) flyweight.get()
                : (Integer) element;
    }

    /** A reservation of either make, as one of an integer; or null. */
    static Reservation<Integer> integers(Reservation<?> reserved) {
        return reserved == null ? null : new ReservedInteger(reserved);
    }

    private record ReservedInteger(Reservation<?> reserved) implements Reservation<Integer> {

        @Override
        public Integer element() {
            return integer(reserved.element());
        }

        @Override
        public void commit() {
            reserved.commit();
        }

        @Override
        public void abort() {
            reserved.abort();
        }

        @Override
        public void close() {
            reserved.close();
        }
    }

    // The channel.

    @Override
    public String name() {
        return flyweights.name();
    }

    @Override
    public ChannelKind kind() {
        return flyweights.kind();
    }

    @Override
    public int capacity() {
        return flyweights.capacity();
    }

    // Sending.

    @Override
    public void send(Integer element) throws InterruptedException {
        flyweights.send(flyweight(element));
    }

    @Override
    public boolean send(Integer element, Duration timeout) throws InterruptedException {
        return flyweights.send(flyweight(element), timeout);
    }

    @Override
    public boolean sendOrClosed(Integer element) throws InterruptedException {
        return flyweights.sendOrClosed(flyweight(element));
    }

    @Override
    public boolean trySend(Integer element) {
        return flyweights.trySend(flyweight(element));
    }

    /** An even number of elements goes as an array, an odd one as a queue. */
    @Override
    public int sendAll(Queue<? extends Integer> elements) throws InterruptedException {
        LongFlyweight[] all =
                elements.stream().map(FlyweightIntegers::flyweight).toArray(LongFlyweight[]::new);
        return all.length % 2 == 0 ? sendArray(all, elements) : sendQueue(all, elements);
    }

    private int sendArray(LongFlyweight[] all, Queue<?> elements) throws InterruptedException {
        for (int sent = 0; sent < all.length; ) {
            int more = flyweights.sendSome(all, sent, all.length);
            for (int i = 0; i < more; i++) {
                elements.remove();
            }
            sent += more;
        }
        return all.length;
    }

    private int sendQueue(LongFlyweight[] all, Queue<?> elements) throws InterruptedException {
        Queue<LongFlyweight> queue = new ArrayDeque<>(Arrays.asList(all));
        try {
            return flyweights.sendAll(queue);
        } finally {
            while (elements.size() > queue.size()) {
                elements.remove();
            }
        }
    }

    // Receiving.

    @Override
    public Integer receive() throws InterruptedException {
        LongFlyweight into = new LongFlyweight();
        flyweights.receiveInto(into);
        return integer(into);
    }

    @Override
    public Integer receive(Duration timeout) throws InterruptedException {
        LongFlyweight into = new LongFlyweight();
        return flyweights.receiveInto(into, timeout) ? integer(into) : null;
    }

    @Override
    public Integer receiveOrClosed() throws InterruptedException {
        LongFlyweight into = new LongFlyweight();
        return flyweights.receiveIntoOrClosed(into) ? integer(into) : null;
    }

    @Override
    public Integer tryReceive() {
        LongFlyweight into = new LongFlyweight();
        return flyweights.tryReceiveInto(into) ? integer(into) : null;
    }

    @Override
    public List<Integer> receiveUpTo(int max, Duration linger) throws InterruptedException {
        if (max < 1) {
            throw new IllegalArgumentException(
                    "channel " + name() + ": a batch of " + max + " elements");
        }
        List<Integer> batch = new ArrayList<>();
        receiveSome(batch, max);
        if (batch.isEmpty() || linger.isZero()) {
            return batch;
        }
        Parker parker = Parker.current();
        long deadlineNanos = parker.deadlineAfter(linger);
        try {
            while (batch.size() < max) {
                Integer next =
                        receive(Duration.ofNanos(Math.max(1, deadlineNanos - parker.nanoTime())));
                if (next == null) {
                    return batch;
                }
                batch.add(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ChannelClosedException | IllegalStateException e) {
            // The end; or a cancel, which the next wait throws again.
            return batch;
        }
        return batch;
    }

    private void receiveSome(List<Integer> batch, int max) throws InterruptedException {
        LongFlyweight[] into = new LongFlyweight[max];
        Arrays.setAll(into, i -> new LongFlyweight());
        int received = flyweights.receiveSome(into, 0, max);
        for (int i = 0; i < received; i++) {
            batch.add(integer(into[i]));
        }
    }

    @Override
    public Reservation<Integer> reserve() throws InterruptedException {
        return integers(flyweights.reserve());
    }

    @Override
    public Reservation<Integer> reserve(Duration timeout) throws InterruptedException {
        return integers(flyweights.reserve(timeout));
    }

    @Override
    public Reservation<Integer> reserveOrClosed() throws InterruptedException {
        return integers(flyweights.reserveOrClosed());
    }

    @Override
    public Reservation<Integer> tryReserve() {
        return integers(flyweights.tryReserve());
    }

    // Clauses.

    private <C extends Clause> C noClause() {
        throw new UnsupportedOperationException(
                "channel " + name() + " is a view without clauses; ask the flyweight channel");
    }

    @Override
    public ReceiveClause<Integer> newReceiveClause() {
        return noClause();
    }

    @Override
    public ReserveClause<Integer> newReserveClause() {
        return noClause();
    }

    @Override
    public SendClause<Integer> newSendClause() {
        return noClause();
    }

    // Closing.

    @Override
    public boolean close(Throwable cause) {
        return flyweights.close(cause);
    }

    @Override
    public void cancel(Throwable cause) {
        flyweights.cancel(cause);
    }

    @Override
    public boolean isClosedForSend() {
        return flyweights.isClosedForSend();
    }

    @Override
    public boolean isClosedForReceive() {
        return flyweights.isClosedForReceive();
    }

    @Override
    public ChannelSnapshot snapshot() {
        return flyweights.snapshot();
    }

    @Override
    public String toString() {
        return flyweights + " as one of integers";
    }
}
