// Copyright (c) 2026, the kcoro authors
// SPDX-License-Identifier: BSD-3-Clause
package org.kcoro.channels;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

import org.kcoro.scheduler.Parker;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A flyweight channel as one of integers, for tests of channels of all makes. Each operation has
 * flyweights of its own; what it leaves in them must be what the contract says. The clauses of a
 * select are those of the flyweight channel; the static methods make and read them.
 */
final class ByValue extends ForwardingChannel<Integer> {

    final FlyweightChannel<Numbered> values;

    /**
     * @param values its layout is a {@link Numbered.Given}
     */
    @SuppressWarnings("unchecked") // what has to do with elements is overridden, clauses aside
    ByValue(FlyweightChannel<Numbered> values) {
        super((Channel<Integer>) (Channel<?>) values);
        this.values = values;
    }

    private interface Send {
        boolean sent(Numbered flyweight) throws InterruptedException;
    }

    private interface Receive {
        boolean received(Numbered flyweight) throws InterruptedException;
    }

    /** Sends; the flyweight was given then, and else holds what it held. */
    private static boolean send(Integer element, Send send) throws InterruptedException {
        if (element == null) {
            return send.sent(null);
        }
        Numbered flyweight = Numbered.of(element);
        boolean sent = false;
        try {
            sent = send.sent(flyweight);
            return sent;
        } finally {
            assertEquals(sent ? Numbered.NOTHING : element, flyweight.number(), "of the sender");
        }
    }

    /** Receives; where there is nothing, the flyweight holds what it held. */
    private static Integer receive(Receive receive) throws InterruptedException {
        Numbered flyweight = new Numbered();
        boolean received = false;
        try {
            received = receive.received(flyweight);
        } finally {
            assertEquals(received, flyweight.number() != Numbered.NOTHING, "of the receiver");
        }
        return received ? (Integer) (int) flyweight.number() : null;
    }

    // For selects.

    static void send(Select select, Channel<Integer> channel, int element) {
        if (channel instanceof ByValue view) {
            select.send(view.values).element(Numbered.of(element));
        } else {
            select.send(channel).element(element);
        }
    }

    static ReceiveClause<?> receive(Select select, Channel<Integer> channel) {
        return channel instanceof ByValue view
                ? select.receive(view.values)
                : select.receive(channel);
    }

    static ReserveClause<?> reserve(Select select, Channel<Integer> channel) {
        return channel instanceof ByValue view
                ? select.reserve(view.values)
                : select.reserve(channel);
    }

    /** The integer that an element is or holds. */
    static Integer number(Object element) {
        return element instanceof Numbered flyweight
                ? (Integer) (int) flyweight.number()
                : (Integer) element;
    }

    /** A reservation, as one of an integer; or null. */
    static Reservation<Integer> numbers(Reservation<?> reservation) {
        if (reservation == null) {
            return null;
        }
        return new Reservation<>() {
            @Override
            public Integer element() {
                return number(reservation.element());
            }

            @Override
            public void commit() {
                reservation.commit();
            }

            @Override
            public void abort() {
                reservation.abort();
            }

            @Override
            public void close() {
                reservation.close();
            }
        };
    }

    /** The channel itself. */
    static Channel<?> unwrapped(Channel<Integer> channel) {
        return channel instanceof ByValue view ? view.values : channel;
    }

    // Sending.

    @Override
    public void send(Integer element) throws InterruptedException {
        send(
                element,
                flyweight -> {
                    values.send(flyweight);
                    return true;
                });
    }

    @Override
    public boolean send(Integer element, Duration timeout) throws InterruptedException {
        return send(element, flyweight -> values.send(flyweight, timeout));
    }

    @Override
    public boolean sendOrClosed(Integer element) throws InterruptedException {
        return send(element, values::sendOrClosed);
    }

    @Override
    public boolean trySend(Integer element) {
        try {
            return send(element, values::trySend);
        } catch (InterruptedException e) {
            throw new AssertionError("a try waits for nothing", e);
        }
    }

    /** Those of an even first element as an array. */
    @Override
    public int sendAll(Queue<? extends Integer> elements) throws InterruptedException {
        Numbered[] flyweights = elements.stream().map(Numbered::of).toArray(Numbered[]::new);
        int sent = 0;
        if (flyweights.length > 0 && flyweights[0].number() % 2 == 0) {
            while (sent < flyweights.length) {
                int more = values.sendSome(flyweights, sent, flyweights.length);
                for (int i = 0; i < more; i++) {
                    elements.remove();
                    assertEquals(Numbered.NOTHING, flyweights[sent++].number());
                }
            }
            return sent;
        }
        Queue<Numbered> queue = new ArrayDeque<>(Arrays.asList(flyweights));
        try {
            sent = values.sendAll(queue);
        } finally {
            while (elements.size() > queue.size()) {
                elements.remove();
            }
        }
        return sent;
    }

    // Receiving.

    @Override
    public Integer receive() throws InterruptedException {
        return receive(
                flyweight -> {
                    values.receiveInto(flyweight);
                    return true;
                });
    }

    @Override
    public Integer receive(Duration timeout) throws InterruptedException {
        return receive(flyweight -> values.receiveInto(flyweight, timeout));
    }

    @Override
    public Integer receiveOrClosed() throws InterruptedException {
        return receive(values::receiveIntoOrClosed);
    }

    @Override
    public Integer tryReceive() {
        try {
            return receive(values::tryReceiveInto);
        } catch (InterruptedException e) {
            throw new AssertionError("a try waits for nothing", e);
        }
    }

    @Override
    public List<Integer> receiveUpTo(int max, Duration linger) throws InterruptedException {
        Numbered[] flyweights = new Numbered[max];
        Arrays.setAll(flyweights, i -> new Numbered());
        int received = values.receiveSome(flyweights, 0, max);
        List<Integer> batch = new ArrayList<>();
        for (int i = 0; i < max; i++) {
            assertEquals(i < received, flyweights[i].number() != Numbered.NOTHING);
            if (i < received) {
                batch.add((int) flyweights[i].number());
            }
        }
        if (linger.isZero() || received == 0) {
            return batch;
        }
        Parker parker = Parker.current();
        long deadlineNanos = parker.deadlineAfter(linger);
        try {
            while (batch.size() < max) {
                long left = Math.max(1, deadlineNanos - parker.nanoTime());
                Integer next = receive(Duration.ofNanos(left));
                if (next == null) {
                    return batch;
                }
                batch.add(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException | ChannelClosedException e) {
            // Closed, or a stop that shows again.
            return batch;
        }
        return batch;
    }

    @Override
    public Reservation<Integer> reserve() throws InterruptedException {
        return numbers(values.reserve());
    }

    @Override
    public Reservation<Integer> reserve(Duration timeout) throws InterruptedException {
        return numbers(values.reserve(timeout));
    }

    @Override
    public Reservation<Integer> reserveOrClosed() throws InterruptedException {
        return numbers(values.reserveOrClosed());
    }

    @Override
    public Reservation<Integer> tryReserve() {
        return numbers(values.tryReserve());
    }
}
